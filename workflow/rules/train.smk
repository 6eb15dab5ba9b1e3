# One job a run. A run's directory carries its key, a hash of all that determines it, so what is
# there is right, and Snakemake's own triggers need not be trusted with an evening of training.
# Needs: results/data/<dataset>/. Makes: results/runs/<lab>/<experiment>/<run>.<key>/.


def planned(wildcards):
    return PLAN.runs[
        f"results/runs/{wildcards.lab}/{wildcards.experiment}/{wildcards.run}.{wildcards.key}"
    ]


def longest_first(wildcards):
    """So that the last run to finish is a short one."""
    return training_work(planned(wildcards).spec)


rule train_keras:
    input:
        # Its content is part of the key; its time says nothing.
        dataset=ancient(DATASET),
    output:
        multiext(
            "results/runs/{lab}/{experiment}/{run}.{key}/",
            "spec.json",
            "history.csv",
            "predictions.npz",
            "weights.npz",
            "evaluation.json",
            "provenance.json",
            "timing.json",
        ),
    log:
        "results/logs/runs/{lab}/{experiment}/{run}.{key}.log",
    priority: longest_first
    threads: 1
    params:
        spec=lambda wildcards: canonical_json(planned(wildcards).spec.to_dict()),
        directory=lambda wildcards: planned(wildcards).directory,
    shell:
        "{COMMAND}train_keras"
        " --spec {params.spec:q}"
        " --key {wildcards.key}"
        " --dataset-file {input.dataset:q}"
        " --dataset-sha256 {PLAN.dataset.sha256}"
        " --output-directory {params.directory:q}"
        " > {log:q} 2>&1"
