# The images and labels that every run reads, and the same without the test images for trials.
# Needs: each dataset's files on this machine or at their addresses, or the library that embeds it.
# Makes: results/data/<dataset>/.

DATASETS = "|".join(map(re.escape, PLAN.datasets))


rule prepare_data:
    input:
        inputs_of(PREPARE_DATA),
    output:
        outputs_of(PREPARE_DATA),
    log:
        "results/logs/data/{dataset}.log",
    wildcard_constraints:
        dataset=DATASETS,
    params:
        receipt=PREPARE_DATA.receipt,
    shell:
        MAKE


rule withhold_test:
    input:
        inputs_of(WITHHOLD_TEST),
    output:
        outputs_of(WITHHOLD_TEST),
    log:
        "results/logs/data/{dataset}-training.log",
    wildcard_constraints:
        dataset=DATASETS,
    params:
        receipt=WITHHOLD_TEST.receipt,
    shell:
        MAKE
