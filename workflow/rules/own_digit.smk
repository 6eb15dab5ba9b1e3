# One's own photographed digit of a lab that has one: found, shown to every network, drawn.
# Needs: the photograph, results/runs/, results/<lab>/<experiment>/summary.json.
# Makes: results/<lab>/own_digit.npz, own_digit.json and own_digit_figures/.


def before_all_trainings(wildcards):
    """More than as many trainings as run at once have together (train.smk: longest_first)."""
    heaviest = max((training_work(run.spec) for run in PLAN.runs.values()), default=0)
    return 1 + cores(workflow) * heaviest


# First of all and alone, so that a photograph without a digit is told before anything is trained.
rule prepare_own_digit:
    input:
        inputs_of(PREPARE_OWN_DIGIT),
    output:
        outputs_of(PREPARE_OWN_DIGIT),
    log:
        "results/logs/{lab}/prepare_own_digit.log",
    priority: before_all_trainings
    threads: cores(workflow)
    params:
        receipt=PREPARE_OWN_DIGIT.receipt,
    shell:
        MAKE


rule classify_own_digit:
    input:
        inputs_of(CLASSIFY_OWN_DIGIT),
    output:
        outputs_of(CLASSIFY_OWN_DIGIT),
    log:
        "results/logs/{lab}/classify_own_digit.log",
    threads: 1
    params:
        receipt=CLASSIFY_OWN_DIGIT.receipt,
    shell:
        MAKE


rule draw_own_digit:
    input:
        inputs_of(DRAW_OWN_DIGIT),
    output:
        outputs_of(DRAW_OWN_DIGIT),
    log:
        "results/logs/{lab}/draw_own_digit.log",
    params:
        receipt=DRAW_OWN_DIGIT.receipt,
    shell:
        MAKE
