# From runs to facts: what each experiment's runs come to, and what can be said of them.
# Needs: results/runs/, results/plans/. Makes: results/<lab>/<experiment>/summary.*
# and right_answers.npz, of a search search.*, from scratch engines.json, by class classes.json and
# confused_images.npz, with feature maps feature_maps.json and feature_maps.npz, of recorded gradients
# gradients.json and gradients_by_layer.npz,
# results/<lab>/metrics.csv and findings.json.


rule choose:
    input:
        inputs_of(CHOOSE),
    output:
        outputs_of(CHOOSE),
    log:
        "results/logs/{lab}/{experiment}/choose.log",
    params:
        receipt=CHOOSE.receipt,
    shell:
        MAKE


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


rule compare_engines:
    input:
        inputs_of(COMPARE_ENGINES),
        data=data_for(COMPARE_ENGINES),
    output:
        outputs_of(COMPARE_ENGINES),
    log:
        "results/logs/{lab}/{experiment}/compare_engines.log",
    threads: 1
    params:
        receipt=COMPARE_ENGINES.receipt,
    shell:
        MAKE


rule evaluate_classes:
    input:
        inputs_of(EVALUATE_CLASSES),
        data=data_for(EVALUATE_CLASSES),
    output:
        outputs_of(EVALUATE_CLASSES),
    log:
        "results/logs/{lab}/{experiment}/evaluate_classes.log",
    params:
        receipt=EVALUATE_CLASSES.receipt,
    shell:
        MAKE


rule record_feature_maps:
    input:
        inputs_of(RECORD_FEATURE_MAPS),
        data=data_for(RECORD_FEATURE_MAPS),
    output:
        outputs_of(RECORD_FEATURE_MAPS),
    log:
        "results/logs/{lab}/{experiment}/record_feature_maps.log",
    threads: 1
    params:
        receipt=RECORD_FEATURE_MAPS.receipt,
    shell:
        MAKE


rule summarize_gradients:
    input:
        inputs_of(SUMMARIZE_GRADIENTS),
    output:
        outputs_of(SUMMARIZE_GRADIENTS),
    log:
        "results/logs/{lab}/{experiment}/summarize_gradients.log",
    params:
        receipt=SUMMARIZE_GRADIENTS.receipt,
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
