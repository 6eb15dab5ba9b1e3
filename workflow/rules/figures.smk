# All figures of an experiment, each an SVG beside the data it draws.
# Needs: results/<lab>/<experiment>/summary.json, histories. Makes: .../figures/.


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
