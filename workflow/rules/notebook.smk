# The notebook of a lab that asks for one: executed from top to bottom, its questions answered.
# Needs: results/plans/, results/data/, templates/notebooks/. Makes: results/<lab>/notebook.ipynb
# and notebook.json.


rule write_notebook:
    input:
        inputs_of(NOTEBOOK),
        data=data_for(NOTEBOOK),
    output:
        outputs_of(NOTEBOOK),
    log:
        "results/logs/{lab}/write_notebook.log",
    threads: 1
    params:
        receipt=NOTEBOOK.receipt,
    shell:
        MAKE
