# One job a run. A run's directory carries its key, a hash of all that determines it, so what is
# there and whole is right, and Snakemake's own triggers need not be trusted with an evening of
# training. complete.json stands for the rest of the directory, which appears whole or not at all.
# Needs: results/data/<dataset>/. Makes: results/runs/<lab>/<experiment>/<run>.<key>/.

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.planning.plan import RUNS
from labbook.planning.plan_files import search_path
from labbook.planning.work import training_work
from labbook.run_key import training_command
from labbook.stages.stand_ins import ATTEMPTS


def run_of(wildcards):
    return BUILD.plan.runs[
        f"{RUNS}/{wildcards.lab}/{wildcards.experiment}/{wildcards.run}.{wildcards.key}"
    ]


def longest_first(wildcards):
    """So that the last run to finish is a short one."""
    return training_work(run_of(wildcards).spec)


def dataset_of(wildcards):
    """The file; its content is part of every key, its time says nothing."""
    return made_or_ancient(BUILD.dataset_files[run_of(wildcards).spec.dataset])


def choice_of(wildcards):
    """What a search has chosen, where the run's settings are to be chosen."""
    if not isinstance(run_of(wildcards).spec, ChosenSpec):
        return []
    return made_or_ancient(search_path(wildcards.lab, wildcards.experiment))


def command_of(wildcards):
    """The command and, where it trains what was chosen, where the choice stands."""
    spec = run_of(wildcards).spec
    command = training_command(spec)
    if not isinstance(spec, ChosenSpec):
        return command
    return f"{command} --search {search_path(wildcards.lab, wildcards.experiment)}"


TRAIN = (
    "{BUILD.command}{params.command}"
    " --plan results/plans/{wildcards.lab}/{wildcards.experiment}.json"
    " --key {wildcards.key}"
    " --dataset-file {input.dataset:q}"
    " --dataset-sha256 {params.dataset_sha256}"
    " --output-directory results/runs/{wildcards.lab}/{wildcards.experiment}"
    "/{wildcards.run}.{wildcards.key}"
)


def dataset_sha256(wildcards):
    return BUILD.plan.dataset_of(run_of(wildcards)).sha256


rule train_run:
    input:
        dataset=dataset_of,
        choice=choice_of,
    output:
        update("results/runs/{lab}/{experiment}/{run}.{key}/complete.json"),
    log:
        "results/logs/runs/{lab}/{experiment}/{run}.{key}.log",
    priority: longest_first
    threads: 1
    params:
        command=command_of,
        dataset_sha256=dataset_sha256,
    shell:
        TRAIN + " > {log:q} 2>&1"


# Under --keep-going with `allow_missing`: what fails is recorded, and the report says so.
rule try_run:
    input:
        dataset=dataset_of,
        choice=choice_of,
    output:
        ATTEMPTS + "/{lab}/{experiment}/{run}.{key}.json",
    log:
        "results/logs/runs/{lab}/{experiment}/{run}.{key}.log",
    priority: longest_first
    threads: 1
    params:
        command=command_of,
        dataset_sha256=dataset_sha256,
    shell:
        "{BUILD.command}try_run"
        " --run {wildcards.run:q}"
        " --key {wildcards.key}"
        " --log {log:q}"
        " --attempt {output:q}"
        " -- env " + TRAIN
