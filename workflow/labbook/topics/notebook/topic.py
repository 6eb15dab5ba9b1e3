"""The notebook of a lab: written from a template, executed, its questions answered."""

from dataclasses import replace

from labbook.planning.datasets import DatasetIdentity
from labbook.planning.lab_checks import notebook_template
from labbook.planning.plan import PlannedLab
from labbook.stages.declaration import Output, PlanFile, Reads, Stage
from labbook.stages.topic import Section, Topic, find_stage


def has_notebook(lab: PlannedLab) -> bool:
    return lab.lab.notebook is not None


def _experiment(lab: PlannedLab) -> str:
    assert lab.lab.notebook is not None
    return lab.lab.notebook.experiment


def _images(lab: PlannedLab) -> DatasetIdentity:
    (dataset,) = (
        experiment.dataset for experiment in lab.experiments if experiment.name == _experiment(lab)
    )
    return dataset


def _template(lab: PlannedLab) -> tuple[str, ...]:
    assert lab.lab.notebook is not None
    return (notebook_template(lab.lab.notebook.template),)


PLANNED: Reads = {
    "plan": PlanFile("notebook"),
    "choice": Output("choose", "search", of=_experiment),
}
RUN = Stage(
    name="run_notebook",
    module="labbook.topics.notebook.run_job",
    scope="lab",
    reads=PLANNED,
    images=_images,
    writes={"executed": "notebook_run.ipynb", "measured": "notebook.json"},
    asked_for=has_notebook,
    # What the kernel loads, which runs the notebook in a process of its own.
    libraries=("ipykernel", "keras", "matplotlib", "numpy", "scikit-learn", "tensorflow"),
    project_files=_template,
    on_node=True,
    seconds=40.0,
)
WRITE = Stage(
    name="write_notebook",
    module="labbook.topics.notebook.write_job",
    scope="lab",
    reads={
        **PLANNED,
        "words": PlanFile("lab"),
        "executed": Output("run_notebook", "executed"),
        "measured": Output("run_notebook", "measured"),
    },
    writes={"notebook": "notebook.ipynb"},
    handed_in={"notebook": "notebook.ipynb"},
    asked_for=has_notebook,
    project_files=_template,
)
FIND = replace(
    find_stage("notebook", {"measured": Output("run_notebook", "measured")}),
    asked_for=has_notebook,
)
TOPIC = Topic(
    "notebook",
    stages=(RUN, WRITE, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.notebook.section",
        PlannedLab,
        {"found": Output("find_notebook", "findings")},
    ),
)
