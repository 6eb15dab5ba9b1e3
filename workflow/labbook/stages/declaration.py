"""The declaration of a stage: when it is asked for, what its job reads and what it writes.

Everything else about a stage follows from its declaration: its place in the order, its Snakemake
rule, the arguments of its job, its receipt, and the libraries and files that make it stale.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from labbook.planning.datasets import DatasetIdentity
from labbook.planning.plan import PlannedConfiguration, PlannedExperiment, PlannedLab
from labbook.results_root import RESULTS

RECORDS = f"{RESULTS}/stages"
# The folder of figures in the folder of an experiment or a lab.
FIGURES = "figures"

Subject = TypeVar("Subject", DatasetIdentity, PlannedExperiment, PlannedLab)
Scope = Literal["dataset", "experiment", "lab"]

# The fields of a scope in the paths of its records and logs.
_PLACES: Mapping[Scope, str] = {
    "dataset": "{dataset}",
    "experiment": "{lab}/{experiment}",
    "lab": "{lab}",
}
_FOLDERS: Mapping[Scope, str] = {
    "dataset": f"{RESULTS}/data/{{dataset}}",
    "experiment": f"{RESULTS}/{{lab}}/{{experiment}}",
    "lab": f"{RESULTS}/{{lab}}",
}


@dataclass(frozen=True)
class Output:
    """A file that the stage called `stage` writes under the name `name`.

    If a stage of a lab reads such a file of each experiment, it gets a mapping by experiment. The
    mapping lacks the experiments that do not ask for `stage`. With `of`, the stage gets the file of
    a single experiment.
    """

    stage: str
    name: str
    of: Callable[[PlannedLab], str] | None = None


@dataclass(frozen=True)
class PlanFile:
    """A file of the plan: that of an experiment, of a lab, or of its findings, notebook or config.

    If a stage of a lab reads the plans of experiments, it gets a mapping by experiment.
    """

    of: Literal["experiment", "lab", "findings", "notebook", "config"]


@dataclass(frozen=True)
class RunFiles:
    """Files in the directories of runs; the job finds these directories in the plan or a summary.

    `may_fail`: the job runs when all these runs have ended, and it treats failed runs as gaps. Jobs
    without it depend on what such a job writes.
    """

    names: tuple[str, ...]
    of: Callable[[PlannedExperiment], Sequence[PlannedConfiguration]]
    may_fail: bool = False


# Maps the keywords of a job to what it reads; a nested mapping becomes a mapping of paths.
Reads = Mapping[str, "Output | PlanFile | Mapping[str, Any]"]


# The plan of an experiment. If it has a search, its settings are known after the search has chosen.
PLAN_AND_CHOICE: Reads = {
    "plan": PlanFile("experiment"),
    "choice": Output("choose", "search"),
}


def all_configurations(experiment: PlannedExperiment) -> Sequence[PlannedConfiguration]:
    return experiment.configurations


def own_images(experiment: PlannedExperiment) -> DatasetIdentity:
    """The images that an experiment's own runs are trained on."""
    return experiment.dataset


def always(subject: Any) -> bool:
    return True


def _no_names(subject: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Stage(Generic[Subject]):
    """A kind of job; each subject of its scope that asks for it gets one such job.

    The job is the function `make` of `module`. Its keyword arguments are the paths of `reads` and
    `writes` and the values of `settings`; with `images`, also `dataset_file` and `dataset_sha256`.
    Patterns in `writes` are relative to the folder of the scope: `results/<lab>/<experiment>/` for
    an experiment.

    `figures`: kinds of figures that the job draws into the folder of its output `index`, each as an
    SVG with its table as CSV; the job gets only the path of the index.
    `calls`: modules that the job imports by their names; their code counts as the job's own.
    `libraries`: further distributions that change what the job writes, in addition to those that
    the modules import.
    `project_files`: files of the project, in addition to those that the modules declare.
    `handed_in`: the written files that the hand-in archive contains: maps a name in `writes` to the
    pattern of the path in the archive.
    `judged_by_outputs`: the files are up to date while they are unchanged; code and inputs do not
    count.
    `leads_to_trainings`: a training waits for what the job writes, so it runs before all trainings
    that could begin.
    `comes_first`: the job runs before all trainings, and no other job runs at the same time.
    `on_node`: on a cluster, the job runs where runs are trained, and not where Snakemake runs.
    `seconds`: what a job takes by the clock, roughly; the time left counts on it until a build has
    shown it.
    """

    name: str
    module: str
    scope: Scope
    writes: Mapping[str, str]
    figures: tuple[str, ...] = ()
    reads: Reads = field(default_factory=dict)
    runs: RunFiles | None = None
    images: Callable[[Subject], DatasetIdentity] | None = None
    settings: Callable[[Subject], Mapping[str, Any]] = lambda subject: {}
    asked_for: Callable[[Subject], bool] = always
    calls: Callable[[Subject], tuple[str, ...]] = _no_names
    libraries: tuple[str, ...] = ()
    project_files: Callable[[Subject], tuple[str, ...]] = _no_names
    other_inputs: Callable[[Subject], tuple[str, ...]] = _no_names
    handed_in: Mapping[str, str] = field(default_factory=dict)
    judged_by_outputs: bool = False
    leads_to_trainings: bool = False
    comes_first: bool = False
    on_node: bool = False
    seconds: float = 0.5

    @property
    def outputs(self) -> dict[str, str]:
        """Patterns of paths by name: the files that the job gets as arguments, then the figures."""
        drawn = [f"{kind}.{ending}" for kind in self.figures for ending in ("svg", "csv")]
        files = {**self.writes, **{file: f"{FIGURES}/{file}" for file in drawn}}
        return {name: f"{_FOLDERS[self.scope]}/{file}" for name, file in files.items()}

    @property
    def order(self) -> str:
        """The pattern of the path of its order."""
        return f"{RECORDS}/{_PLACES[self.scope]}/{self.name}.order.json"

    @property
    def receipt(self) -> str:
        """The pattern of the path of its receipt."""
        return f"{RECORDS}/{_PLACES[self.scope]}/{self.name}.receipt.json"

    @property
    def log(self) -> str:
        """The pattern of the path of its log."""
        return f"{RESULTS}/logs/{_PLACES[self.scope]}/{self.name}.log"
