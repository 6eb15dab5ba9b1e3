# From runs to facts: what each experiment's runs come to, and what can be said of them.
# Needs: results/runs/, results/plans/. Makes: results/<lab>/<experiment>/summary.*
# and right_answers.npz, results/<lab>/metrics.csv, results/<lab>/findings.json.


rule summarize:
    input:
        inputs_of(SUMMARIZE),
    output:
        outputs_of(SUMMARIZE),
    log:
        "results/logs/{lab}/{experiment}/summarize.log",
    params:
        receipt=SUMMARIZE.receipt,
    shell:
        MAKE


rule find:
    input:
        inputs_of(FIND),
    output:
        outputs_of(FIND),
    log:
        "results/logs/{lab}/find.log",
    params:
        receipt=FIND.receipt,
    shell:
        MAKE
