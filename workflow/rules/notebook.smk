# The notebook of a lab that asks for one: executed from top to bottom, its questions answered.
# Needs: results/plans/, results/data/, templates/notebooks/. Makes: results/<lab>/notebook.ipynb
# and notebook.json.


# Once it is made, the data need not be there any more.
def data_for_notebook(wildcards):
    output = NOTEBOOK.outputs[0].format(lab=wildcards.lab)
    if output in INVENTORY.unsettled or is_forced(workflow):
        return made_or_ancient(DATASET_FILES[PLAN.dataset.name])
    return []


rule write_notebook:
    input:
        inputs_of(NOTEBOOK),
        data=data_for_notebook,
    output:
        outputs_of(NOTEBOOK),
    log:
        "results/logs/{lab}/write_notebook.log",
    threads: 1
    params:
        receipt=NOTEBOOK.receipt,
    shell:
        MAKE
