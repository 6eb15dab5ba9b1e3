# What every rule file needs: the plan, and how a command of the package is called.
# Needs: config.yaml in the working directory. Makes: results/plans/.
import gc
import re
import shlex
import shutil
import sys
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from labbook.build.preflight import check_packages, check_pango, stop_build
from labbook.errors import LabbookError

try:
    check_packages(ROOT / "pyproject.toml")
except LabbookError as error:
    stop_build(error)

from labbook.build.durations import ShownRun
from labbook.build.progress import install_progress
from labbook.build.results_folder import check_disk_space, lock_folder
from labbook.build.snakemake_door.workflow import (
    cores,
    includes_rule,
    is_dry_run,
    is_forced,
    is_main_process,
    keep_earlier_outputs,
    keeps_going,
    start_jobs_at_any_rate,
    target_by_itself,
)
from labbook.canonical_json import canonical_json
from labbook.config.load import load_config
from labbook.freshness.explanation import Explanation
from labbook.freshness.inventory import nothing_known, take_inventory
from labbook.stages.stand_ins import (
    ATTEMPTS,
    BATCHES,
    LOGS,
    attempt,
    batch_file,
    log_of,
    seal,
    vouching,
)
from labbook.freshness.trained_runs import TrainedRuns
from labbook.hand_in.identity import archive_name
from labbook.planning.batches import batches_of, read_batches, work, write_batches
from labbook.planning.datasets import choose_datasets
from labbook.planning.plan import RUNS, make_plan
from labbook.planning.plan_files import PLANNED_RUNS, write_plan_files
from labbook.stages.all_stages import all_stages, stage_names
from labbook.stages.core import dataset_files
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.stages.made_files import made_files
from labbook.stages.topic import check_topics
from labbook.planning.work import training_work
from labbook.topics.registry import topics
from labbook.workers.start import start_pool

LEFTOVERS_TARGETS = {"leftovers", "remove_leftovers"}
# Rules that are no stages.
OTHER_TARGETS = LEFTOVERS_TARGETS | {
    "all",
    "hand_in",
    "pack",
    "train_run",
    "train_runs",
}
TOPICS = topics()


TRAINED = TrainedRuns(RUNS)


def load_plan():
    """The config and its plan; the choice of the data is made and said here."""
    settings = load_config(
        Path("config.yaml"), config, OTHER_TARGETS | stage_names(TOPICS)
    )
    chosen = choose_datasets(settings, Path("results/data"), is_dry_run(workflow))
    for message in chosen.messages:
        say(message)
    plan = make_plan(settings, chosen.own, TRAINED.place, chosen.others)
    check_topics(TOPICS, plan)
    return settings, plan


def say(message):
    if is_main_process(workflow):
        print(f"labbook: {message}", file=sys.stderr)


def jobs(untrained=()):
    tried = set(untrained) if TRIES else set()
    return jobs_of_plan(PLAN, STAGES, DATASET_FILES, tried)


def look_around():
    """What is there already; only once a build, since its jobs change it."""
    if not is_main_process(workflow):
        return nothing_known(
            jobs(run for run in PLAN.runs if not Path(seal(run)).exists())
        )
    made = {lab.name: made_files(jobs(), lab.name) for lab in PLAN.labs}
    write_plan_files(PLAN, CONFIG, made)
    if ABOUT_LEFTOVERS:
        # Which nothing of the other stages can keep from being listed and removed.
        return nothing_known(jobs())
    return take_inventory(PLAN, jobs, CONFIG.altered_runs == "retrain")


def batches():
    """What each training job does, by its file. Jobs find in a file what the build has decided."""
    if not is_main_process(workflow):
        found = read_batches(PLAN.runs)
        return {batch_file(runs[0].directory): runs for runs in found}
    found = batches_of(EXPERIMENTS.values(), INVENTORY.untrained, cores(workflow))
    write_batches(found)
    # Such a file says that a job has ended, and what it has left may have been lost since.
    shutil.rmtree(BATCHES, ignore_errors=True)
    return {batch_file(runs[0].directory): runs for runs in found}


def stand_in(directory):
    """The file by which Snakemake knows a run that is to be trained."""
    return BATCH_OF.get(directory) or seal(directory)


try:
    # Held by this name until Snakemake ends.
    LOCK = lock_folder() if is_main_process(workflow) else None
    ABOUT_LEFTOVERS = target_by_itself(LEFTOVERS_TARGETS, sys.argv[1:])
    CONFIG, PLAN = load_plan()
    # By the name that a run's spec has for it: trials of a search see no test image.
    DATASET_FILES = dataset_files(PLAN.datasets.values())
    STAGES = all_stages(TOPICS, {dataset.name for dataset in PLAN.searched})
    # A run that fails becomes a gap of the report instead of its end.
    TRIES = CONFIG.allow_missing and (
        not is_main_process(workflow) or keeps_going(sys.argv[1:])
    )
    INVENTORY = look_around()
except LabbookError as error:
    stop_build(error)

LABS = {lab.name: lab for lab in PLAN.labs}
EXPERIMENTS = {
    (lab.name, experiment.name): experiment
    for lab in PLAN.labs
    for experiment in lab.experiments
}
BATCH_FILES = batches()
BATCH_OF = {run.directory: file for file, runs in BATCH_FILES.items() for run in runs}
# One call of a command, ready to be pasted into a terminal.
COMMAND = (
    f"PYTHONPATH={shlex.quote(str(ROOT / 'workflow'))} "
    f"{shlex.quote(sys.executable)} -m labbook.commands."
)
# The same in a process of the build's pool, which has the libraries that this kind of job needs.
WITH_WORKER = COMMAND + "with_worker {params.worker} "


wildcard_constraints:
    lab="|".join(LABS),
    experiment="|".join({experiment for _, experiment in EXPERIMENTS}),
    run=r"[A-Za-z0-9_.+-]+",
    key="[0-9a-f]{12}",


# Whether a file is new is told by its content, before the build, and not by its time. What this
# build makes anew, or is forced to (-F, -R), is handed on as Snakemake does.
def settled(file):
    return file if file in INVENTORY.unsettled or is_forced(workflow) else ancient(file)


# Of a run that is whole, a file that no rule makes: so no job of it is in the way, whatever
# becomes of the data that it was trained on.
def standing_for(directory):
    if directory in BATCH_OF or is_forced(workflow):
        return stand_in(directory)
    return vouching(directory)


def inputs_of(stage):
    """Input function: what the job reads, and its order, whose time decides (freshness/)."""

    def files(wildcards):
        job = INVENTORY.stages[stage.order.format(**dict(wildcards.items()))]
        runs = map(standing_for, job.runs) if stage.runs and stage.runs.may_fail else []
        return {
            "order": job.order_path,
            # The record of an attempt comes with the batch.
            "files": [
                settled(file)
                for file in (*job.inputs, *runs)
                if not file.startswith(ATTEMPTS)
            ],
            "images": images_for(job),
        }

    return unpack(files)


# Once what is made of them is made, the images need not be there any more.
def images_for(job):
    """The images that a job computes with, if it is to be carried out."""
    if "dataset_file" not in job.files:
        return []
    if job.outputs[0] in INVENTORY.unsettled or is_forced(workflow):
        return made_or_ancient(job.files["dataset_file"])
    return []


def made_or_ancient(file):
    return file if file in INVENTORY.unsettled else ancient(file)


# `update`: the last good files stay until there are better ones.
def outputs_of(stage):
    return [update(pattern) for pattern in stage.outputs.values()]


MAKE = (
    WITH_WORKER
    + "make --order {input.order:q} --receipt {params.receipt:q} > {log:q} 2>&1"
)


def deliverables(lab):
    notebook = ["notebook.ipynb"] if LABS[lab].lab.notebook else []
    return [
        f"results/{lab}/{name}"
        for name in (
            "report.pdf",
            "report.html",
            "metrics.csv",
            "findings.json",
            *notebook,
        )
    ]


def preflight():
    try:
        check_disk_space(Path("results"))
        check_pango()
    except LabbookError as error:
        stop_build(error)


install_progress(
    workflow,
    [
        ShownRun(
            lab=experiment.lab,
            experiment=experiment.name,
            configuration=configuration.name,
            name=run.name,
            work=training_work(run.spec),
            job=stand_in(run.directory),
            seal=seal(run.directory),
            log=log_of(run.directory),
            verb="tried" if TRIES else "trained",
        )
        for experiment in EXPERIMENTS.values()
        for configuration in experiment.trained
        for run in configuration.runs
    ],
    Path("results"),
    Explanation(PLAN, INVENTORY, stand_in, TRAINED.of_name),
)

# The plan stays to the end, so the garbage collector need not look through it again and again while
# Snakemake works on its jobs: for 10,000 runs that was a seventh of the time of `snakemake -n`.
gc.freeze()
