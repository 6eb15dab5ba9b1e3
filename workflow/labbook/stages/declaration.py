"""How a stage is declared: when it is asked for, what its job reads, and what it writes.

Everything else about a stage follows from its declaration: its place in the order, its Snakemake
rule, the arguments of its job, its receipt, and the libraries and files that make it stale.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from labbook.planning.datasets import DatasetIdentity
from labbook.planning.plan import PlannedConfiguration, PlannedExperiment, PlannedLab

RECORDS = "results/stages"
# Of an experiment or a lab, in its folder.
FIGURES = "figures"

Subject = TypeVar("Subject", DatasetIdentity, PlannedExperiment, PlannedLab)
Scope = Literal["dataset", "experiment", "lab"]

# The fields of a scope as they stand in paths.
_PLACES: Mapping[Scope, str] = {
    "dataset": "{dataset}",
    "experiment": "{lab}/{experiment}",
    "lab": "{lab}",
}
_FOLDERS: Mapping[Scope, str] = {
    "dataset": "results/data/{dataset}",
    "experiment": "results/{lab}/{experiment}",
    "lab": "results/{lab}",
}


@dataclass(frozen=True)
class Output:
    """A file that the stage called `stage` writes under the name `name`.

    A stage of a lab that reads a file of each experiment gets them by experiment, without those
    for which `stage` is not asked for; `of` narrows them down to one experiment.
    """

    stage: str
    name: str
    of: Callable[[PlannedLab], str] | None = None


@dataclass(frozen=True)
class PlanFile:
    """What the plan says: of the experiment, of the lab, or of the lab as its findings or its
    notebook need it.

    A stage of a lab that reads the plans of experiments gets them by experiment.
    """

    of: Literal["experiment", "lab", "findings", "notebook"]


@dataclass(frozen=True)
class RunFiles:
    """Files in the directories of runs; the job finds these directories in the plan or a summary.

    `may_fail`: the job is made when all these runs have ended, and takes those that failed for
    gaps; other jobs follow from what that one writes.
    """

    names: tuple[str, ...]
    of: Callable[[PlannedExperiment], Sequence[PlannedConfiguration]]
    may_fail: bool = False


# What a job reads, by keyword; a mapping in it becomes a mapping of paths.
Reads = Mapping[str, "Output | PlanFile | Mapping[str, Any]"]


# What is planned in an experiment; its settings are known once its search, if any, has chosen.
PLAN_AND_CHOICE: Reads = {
    "plan": PlanFile("experiment"),
    "choice": Output("choose", "search"),
}


def all_configurations(experiment: PlannedExperiment) -> Sequence[PlannedConfiguration]:
    return experiment.configurations


def _always(subject: Any) -> bool:
    return True


def _no_settings(subject: Any) -> Mapping[str, Any]:
    return {}


def _no_names(subject: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Stage(Generic[Subject]):
    """A kind of job, made once for each subject of its scope that asks for it.

    The job is the function `make` of `module`. It gets as keywords the paths of `reads` and
    `writes` (relative to `results/<lab>/<experiment>/`, or the folder of its scope), with `images`
    also `dataset_file` and `dataset_sha256`, and the values of `settings`.

    `figures`: kinds of figures that are drawn into the folder of the output called `index`, each as
    an SVG with its table as CSV; the job is told of the index alone.
    `calls`: modules that the job imports by their names; their code counts as the job's own.
    `libraries`: distributions beside those that the modules import, which change what is written.
    `project_files`: files of the project beside those that the modules declare.
    `handed_in`: of the files written, those that the archive to hand in has: by name, a pattern of
    their path in it.
    `judged_by_outputs`: the files are right as long as they are what was made, whatever made them.
    `comes_first`: before all trainings, and alone.
    """

    name: str
    module: str
    scope: Scope
    writes: Mapping[str, str]
    figures: tuple[str, ...] = ()
    reads: Reads = field(default_factory=dict)
    runs: RunFiles | None = None
    images: Callable[[Subject], DatasetIdentity] | None = None
    settings: Callable[[Subject], Mapping[str, Any]] = _no_settings
    asked_for: Callable[[Subject], bool] = _always
    calls: Callable[[Subject], tuple[str, ...]] = _no_names
    libraries: tuple[str, ...] = ()
    project_files: Callable[[Subject], tuple[str, ...]] = _no_names
    other_inputs: Callable[[Subject], tuple[str, ...]] = _no_names
    handed_in: Mapping[str, str] = field(default_factory=dict)
    judged_by_outputs: bool = False
    comes_first: bool = False

    @property
    def outputs(self) -> dict[str, str]:
        """Patterns of paths, by name: what the job is told of, then the figures."""
        drawn = [f"{kind}.{ending}" for kind in self.figures for ending in ("svg", "csv")]
        files = {**self.writes, **{file: f"{FIGURES}/{file}" for file in drawn}}
        return {name: f"{_FOLDERS[self.scope]}/{file}" for name, file in files.items()}

    @property
    def order(self) -> str:
        """Pattern of the path of its order."""
        return f"{RECORDS}/{_PLACES[self.scope]}/{self.name}.order.json"

    @property
    def receipt(self) -> str:
        """Pattern of the path of its receipt."""
        return f"{RECORDS}/{_PLACES[self.scope]}/{self.name}.receipt.json"

    @property
    def log(self) -> str:
        """Pattern of the path of its log."""
        return f"results/logs/{_PLACES[self.scope]}/{self.name}.log"
