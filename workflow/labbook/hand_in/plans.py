"""What the hand-in needs of the plans: the lab's experiments and their runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from labbook.artifacts.experiment_plan import (
    PlannedDataset,
    UndecidedConfiguration,
    UndecidedPlan,
    read_undecided_plan,
)
from labbook.artifacts.findings_plan import DatasetDescription
from labbook.artifacts.lab_plan import LabPlan, MadeFiles, read_lab_plan, read_made_files
from labbook.metrics.observed_run import find_failed


@dataclass(frozen=True)
class HandInRun:
    """One run of an experiment plan; `directory` is relative to the working directory.

    `dataset_sha256`: of the data that it is to be trained on.
    """

    experiment: str
    name: str
    key: str
    directory: Path
    dataset_sha256: str


@dataclass(frozen=True)
class HandInPlan:
    """The lab's plan, which lies at `path`, and by experiment the plans below it.

    `made` says what the stages of the lab leave.

    `attempts` is the folder with the records of attempts at runs; it is None where no run may fail.
    `failed` are the keys of the runs that failed: each has left no files, and its record there says
    so.
    """

    path: Path
    words: LabPlan
    plans: Mapping[str, UndecidedPlan]
    made: MadeFiles
    attempts: Path | None = None
    failed: frozenset[str] = frozenset()

    @property
    def lab(self) -> str:
        return self.words.lab

    @property
    def identity(self) -> dict[str, str]:
        """Fields that patterns may use, the assignment among them."""
        return {**self.words.identity, "assignment": self.words.assignment}

    @property
    def experiments(self) -> list[str]:
        return list(self.plans)

    @cached_property
    def runs(self) -> list[HandInRun]:
        """The runs of all configurations, in the plans' order."""
        return [
            run
            for plan in self.plans.values()
            for run in _runs(plan, plan.configurations, plan.dataset)
        ]

    @cached_property
    def trials(self) -> list[HandInRun]:
        """The runs that searches choose by."""
        return [
            run
            for plan in self.plans.values()
            if plan.search
            for run in _runs(plan, plan.search.trials, plan.search.dataset)
        ]

    @property
    def finished(self) -> list[HandInRun]:
        """The runs that did not fail."""
        return [run for run in self.runs if run.key not in self.failed]

    @property
    def searches(self) -> list[str]:
        """The experiments that have a search."""
        return [name for name, plan in self.plans.items() if plan.search]

    @property
    def fallbacks(self) -> dict[str, DatasetDescription]:
        """By experiment, the data that it is on because what it asks for could not be had."""
        return {
            experiment.name: experiment.dataset
            for experiment in self.words.experiments
            if experiment.dataset.is_fallback
        }

    @property
    def own_digit(self) -> Path | None:
        """The photograph of a lab that has one, as the config names it."""
        return Path(self.words.own_digit.path) if self.words.own_digit else None

    def experiment_plan(self, experiment: str) -> Path:
        """Where the plan of one of the lab's experiments lies."""
        return _experiment_plan(self.path, experiment)

    def keys(self, experiment: str) -> set[str]:
        """Keys of the finished runs of one experiment."""
        return {run.key for run in self.finished if run.experiment == experiment}


def read_hand_in_plan(path: Path, attempts: Path | None = None) -> HandInPlan:
    """Read `<lab>.json` and, in the folder `<lab>/` beside it, each experiment's plan.

    Raises LabbookError naming a plan that is missing or not whole, and for a record in the folder
    `attempts` that is broken or of another run.
    """
    words = read_lab_plan(path)
    plans = {
        experiment.name: read_undecided_plan(_experiment_plan(path, experiment.name))
        for experiment in words.experiments
    }
    failed = frozenset(
        run.key
        for plan in plans.values()
        for configuration in plan.configurations
        if attempts is not None
        for run in find_failed(configuration, attempts)
    )
    made = read_made_files(path.parent / "hand_in" / path.name)
    return HandInPlan(path, words, plans, made, attempts, failed)


def _experiment_plan(lab_plan: Path, experiment: str) -> Path:
    return lab_plan.with_suffix("") / f"{experiment}.json"


def _runs(
    plan: UndecidedPlan, configurations: Iterable[UndecidedConfiguration], dataset: PlannedDataset
) -> list[HandInRun]:
    return [
        HandInRun(plan.experiment, run.name, run.key, Path(run.directory), dataset.sha256)
        for configuration in configurations
        for run in configuration.runs
    ]
