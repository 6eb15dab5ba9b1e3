# What every rule file needs: the plan, and how a command of the package is called.
# Needs: config.yaml in the working directory. Makes: results/plans/.
import re
import shlex
import sys
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "workflow"))

from labbook.build.preflight import check_packages, check_pango
from labbook.build.stop import stop_build
from labbook.errors import LabbookError

try:
    check_packages(ROOT / "pyproject.toml")
except LabbookError as error:
    stop_build(error)

from labbook.build.invocation import is_dry_run
from labbook.build.planned_run import PlannedRun as ShownRun
from labbook.build.progress import install_progress
from labbook.canonical_json import canonical_json
from labbook.config.load import load_config
from labbook.data.choice import choose_dataset
from labbook.data.known import known_dataset
from labbook.fingerprint import code_fingerprint
from labbook.hand_in.naming import archive_name
from labbook.planning.plan import DatasetIdentity, make_plan
from labbook.planning.plan_files import write_plan_files
from labbook.planning.work import training_work


def load_plan():
    """The config and its plan; the choice of the dataset is made and said here."""
    settings = load_config(Path("config.yaml"), config)
    choice = choose_dataset(
        settings.dataset,
        settings.dataset_path,
        Path("results/data/choice.json"),
        is_dry_run(workflow),
    )
    if choice.message and workflow.is_main_process:
        print(f"labbook: {choice.message}", file=sys.stderr)
    known = known_dataset(choice.name)
    plan = make_plan(settings, DatasetIdentity(known.name, known.content_sha256))
    write_plan_files(plan, settings)
    return settings, plan


try:
    CONFIG, PLAN = load_plan()
except LabbookError as error:
    stop_build(error)

LABS = {lab.name: lab for lab in PLAN.labs}
EXPERIMENTS = {
    (lab.name, experiment.name): experiment
    for lab in PLAN.labs
    for experiment in lab.experiments
}
DATASET = f"results/data/{PLAN.dataset.name}/{PLAN.dataset.name}.npz"

# One call of a command, ready to be pasted into a terminal.
COMMAND = (
    f"PYTHONPATH={shlex.quote(str(ROOT / 'workflow'))} "
    f"{shlex.quote(sys.executable)} -m labbook.commands."
)


wildcard_constraints:
    lab="|".join(LABS),
    experiment="|".join({experiment for _, experiment in EXPERIMENTS}),
    run=r"[A-Za-z0-9_.+-]+",
    key="[0-9a-f]{12}",


def code(*modules):
    """Fingerprint of the code of a stage: edit it and the stage runs again, touch it and not."""
    return code_fingerprint(*(f"labbook.{module}" for module in modules))


def deliverables(lab):
    return [
        f"results/{lab}/{name}"
        for name in ("report.pdf", "report.html", "metrics.csv", "findings.json")
    ]


def preflight_pango():
    try:
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
            directory=Path(run.directory),
        )
        for experiment in EXPERIMENTS.values()
        for configuration in experiment.configurations
        for run in configuration.runs
    ],
    Path("results"),
)
