# All figures of an experiment, each an SVG beside the data it draws.
# Needs: results/<lab>/<experiment>/summary.json, histories, by class classes.json and
# confused_images.npz, feature_maps.json and feature_maps.npz, of recorded gradients gradients.*.
# Makes: .../figures/, by class .../class_figures/, with feature maps .../feature_figures/, of
# gradients .../gradient_figures/.


rule draw_figures:
    input:
        inputs_of(DRAW_FIGURES),
    output:
        outputs_of(DRAW_FIGURES),
    log:
        "results/logs/{lab}/{experiment}/draw.log",
    params:
        receipt=DRAW_FIGURES.receipt,
    shell:
        MAKE


rule draw_classes:
    input:
        inputs_of(DRAW_CLASSES),
    output:
        outputs_of(DRAW_CLASSES),
    log:
        "results/logs/{lab}/{experiment}/draw_classes.log",
    params:
        receipt=DRAW_CLASSES.receipt,
    shell:
        MAKE


rule draw_feature_maps:
    input:
        inputs_of(DRAW_FEATURE_MAPS),
    output:
        outputs_of(DRAW_FEATURE_MAPS),
    log:
        "results/logs/{lab}/{experiment}/draw_feature_maps.log",
    params:
        receipt=DRAW_FEATURE_MAPS.receipt,
    shell:
        MAKE


rule draw_gradients:
    input:
        inputs_of(DRAW_GRADIENTS),
    output:
        outputs_of(DRAW_GRADIENTS),
    log:
        "results/logs/{lab}/{experiment}/draw_gradients.log",
    params:
        receipt=DRAW_GRADIENTS.receipt,
    shell:
        MAKE
