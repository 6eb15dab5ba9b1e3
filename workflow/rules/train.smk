# A run's directory carries its key, a hash of all that determines it, so what is there and whole is
# right, and Snakemake's own triggers need not be trusted with an evening of training. Its
# complete.json stands for the rest of the directory, which appears whole or not at all.
#
# A job trains several runs, one after another: those of one configuration, which share what is
# compiled, and on a cluster those of many. Its own output only says that they have ended; so a job
# that is killed loses the run it was at.
# Needs: results/data/<dataset>/. Makes: results/runs/<lab>/<experiment>/<run>.<key>/.

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.spec import GPU
from labbook.planning.bundles import BUNDLES_FILE, work, worker_kind
from labbook.planning.plan import RUNS
from labbook.planning.plan_files import PLANS, search_path
from labbook.run_key import training_command
from labbook.stages.stand_ins import ATTEMPTS, BUNDLES, LOGS, bundle_file

RUN = "{lab}/{experiment}/{run}.{key}"


def runs_of(wildcards):
    """Those of the bundle that begins with this run; this run alone if it is in no bundle."""
    place = RUN.format(**dict(wildcards.items()))
    directory = f"{RUNS}/{place}"
    return BUILD.bundles.get(bundle_file(directory)) or [BUILD.plan.runs[directory]]


def worker_of(wildcards):
    return worker_kind(runs_of(wildcards)[0].spec)


def trained_as(wildcards):
    """Of a draft, the command that train_draft stands for."""
    spec = runs_of(wildcards)[0].spec
    quick = BUILD.config.draft and spec.engine == "keras"
    return option("--as", *([training_command(spec)] if quick else []))


def command_of(wildcards):
    if trained_as(wildcards):
        return "train_draft"
    return training_command(runs_of(wildcards)[0].spec)


def gpus(wildcards):
    return int(runs_of(wildcards)[0].spec.device == GPU)


def longest_first(wildcards):
    """So that the last job to finish is a short one."""
    return work(runs_of(wildcards))


def dataset_of(wildcards):
    """The file; its content is part of every key, its time says nothing."""
    return made_or_ancient(BUILD.dataset_files[runs_of(wildcards)[0].spec.dataset])


def choice_of(wildcards):
    """What a search has chosen, where the run's settings are to be chosen."""
    if not isinstance(runs_of(wildcards)[0].spec, ChosenSpec):
        return []
    return made_or_ancient(search_path(wildcards.lab, wildcards.experiment))


def choice_argument(wildcards):
    """Where it trains what was chosen: where the choice stands."""
    if not isinstance(runs_of(wildcards)[0].spec, ChosenSpec):
        return []
    return option("--search", search_path(wildcards.lab, wildcards.experiment))


TRAIN = (
    "{RUN_MODULE:q} labbook.commands.train {params.worker:q} {params.command:q}"
    " {params.runs:q}"
    " --logs {LOGS:q}"
    " --plans {PLANS:q}"
    " {params.attempts:q}"
    " --done {params.done:q}"
    " --"
    " --dataset-file {input.dataset:q}"
    " --dataset-sha256 {params.dataset_sha256:q}"
    " {params.choice:q}"
    " {params.trained_as:q}"
)


def dataset_sha256(wildcards):
    return BUILD.plan.dataset_of(runs_of(wildcards)[0]).sha256


# Of Linux, 131,072 bytes: all words of a command, which the shell is given as one.
LONGEST_LIST = 50_000


def runs_argument(wildcards):
    directories = [run.directory for run in runs_of(wildcards)]
    if len(" ".join(directories)) > LONGEST_LIST:
        return option("--runs-in", BUNDLES_FILE)
    return option("--runs", *directories)


def minutes_of(wildcards, attempt):
    return BUILD.needs.minutes(runs_of(wildcards), attempt)


def memory_of(wildcards, attempt):
    return BUILD.needs.memory_mb(runs_of(wildcards), attempt)


def attempts_argument(wildcards):
    """Under --keep-going with `allow_missing`: what fails is recorded, and the report says so."""
    return option("--attempts", *([ATTEMPTS] if BUILD.tries else []))


rule train_runs:
    input:
        dataset=dataset_of,
        choice=choice_of,
    output:
        f"{BUNDLES}/{RUN}.json",
    priority: longest_first
    threads: 1
    resources:
        runtime=minutes_of,
        mem_mb=memory_of,
        gpu=gpus,
    params:
        worker=worker_of,
        command=command_of,
        runs=runs_argument,
        attempts=attempts_argument,
        done=f"{BUNDLES}/{RUN}.json",
        dataset_sha256=dataset_sha256,
        choice=choice_argument,
        trained_as=trained_as,
    shell:
        TRAIN


# A run that is asked for by its file, or trained again with -F or -R.
use rule train_runs as train_run with:
    output:
        update(f"{RUNS}/{RUN}/complete.json"),
    params:
        worker=worker_of,
        command=command_of,
        runs=lambda wildcards: option(
            "--runs", f"{RUNS}/{RUN.format(**dict(wildcards.items()))}"
        ),
        attempts=[],
        done=f"{BUNDLES}/{RUN}.json",
        dataset_sha256=dataset_sha256,
        choice=choice_argument,
        trained_as=trained_as,
