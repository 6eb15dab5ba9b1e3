# One job a run. A run's directory carries its key, a hash of all that determines it, so what is
# there and whole is right, and Snakemake's own triggers need not be trusted with an evening of
# training. complete.json stands for the rest of the directory, which appears whole or not at all.
# Needs: results/data/<dataset>/. Makes: results/runs/<lab>/<experiment>/<run>.<key>/.

from labbook.artifacts.attempt import gaps_sentence, read_attempt


def longest_first(wildcards):
    """So that the last run to finish is a short one."""
    run = (
        f"{RUNS}/{wildcards.lab}/{wildcards.experiment}/{wildcards.run}.{wildcards.key}"
    )
    return training_work(PLAN.runs[run].spec)


TRAIN = (
    "{COMMAND}train_keras"
    " --plan results/plans/{wildcards.lab}/{wildcards.experiment}.json"
    " --key {wildcards.key}"
    " --dataset-file {input.dataset:q}"
    " --dataset-sha256 {PLAN.dataset.sha256}"
    " --output-directory results/runs/{wildcards.lab}/{wildcards.experiment}"
    "/{wildcards.run}.{wildcards.key}"
)


# Its content is part of every key; its time says nothing.
READ_DATASET = DATASET if DATASET in INVENTORY.unsettled else ancient(DATASET)


rule train_keras:
    input:
        dataset=READ_DATASET,
    output:
        update("results/runs/{lab}/{experiment}/{run}.{key}/complete.json"),
    log:
        "results/logs/runs/{lab}/{experiment}/{run}.{key}.log",
    priority: longest_first
    threads: 1
    shell:
        TRAIN + " > {log:q} 2>&1"


# Under --keep-going with `allow_missing`: what fails is recorded, and the report says so.
rule try_run:
    input:
        dataset=READ_DATASET,
    output:
        ATTEMPTS + "/{lab}/{experiment}/{run}.{key}.json",
    log:
        "results/logs/runs/{lab}/{experiment}/{run}.{key}.log",
    priority: longest_first
    threads: 1
    shell:
        "{COMMAND}try_run"
        " --run {wildcards.run:q}"
        " --key {wildcards.key}"
        " --log {log:q}"
        " --attempt {output:q}"
        " -- env " + TRAIN


def end_with_gaps():
    """A report with gaps is made, but it is not what was asked for."""
    tried = INVENTORY.unsettled.intersection(map(attempt, PLAN.runs))
    failed = [
        one
        for one in map(read_attempt, map(Path, sorted(tried)))
        if one.failure is not None
    ]
    if failed:
        stop_build(LabbookError(gaps_sentence(failed)))
