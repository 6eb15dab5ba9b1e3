# All figures of an experiment, each an SVG beside the data it draws.
# Needs: results/<lab>/<experiment>/summary.json, histories. Makes: .../figures/.


rule draw_figures:
    input:
        plan="results/plans/{lab}/{experiment}.json",
        summary="results/{lab}/{experiment}/summary.json",
        histories=run_files("history.csv"),
    output:
        multiext(
            "results/{lab}/{experiment}/figures/",
            "figures.json",
            "network.svg",
            "network.csv",
            "loss.svg",
            "loss.csv",
            "accuracy.svg",
            "accuracy.csv",
        ),
    log:
        "results/logs/{lab}/{experiment}/draw.log",
    params:
        code=code("commands.draw"),
        directory="results/{lab}/{experiment}/figures",
    shell:
        "{COMMAND}draw"
        " --plan {input.plan:q}"
        " --summary {input.summary:q}"
        " --output-directory {params.directory:q}"
        " > {log:q} 2>&1"
