"""results/plans/<lab>/<experiment>.json: an experiment's configurations, and where their runs are.

A configuration that a search chooses is undecided in the file: its settings are null, its label
says as much. The stages after the search read it with what was chosen.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.run_settings import RunSettings, Varied, read_settings
from labbook.artifacts.search import read_search
from labbook.artifacts.typed_json import LEFT_OUT, read_typed


@dataclass(frozen=True)
class PlannedDataset:
    """The images of runs. `image_shape`: (height, width), or with channels behind.

    `classes`: their names; `noun`: what one of them is called. Of trials the plan says neither.
    """

    name: str
    sha256: str
    image_shape: tuple[int, ...] = field(default=(), metadata=LEFT_OUT)
    classes: tuple[str, ...] = field(default=(), metadata=LEFT_OUT)
    noun: str = field(default="", metadata=LEFT_OUT)


@dataclass(frozen=True)
class SweptAxis:
    """A swept key of the config with all its values, in the order of the config."""

    name: str
    values: list[Any]


@dataclass(frozen=True)
class RunPlan:
    """One training; `directory` is relative to the working directory."""

    name: str
    seed: int
    key: str
    directory: str


@dataclass(frozen=True)
class UndecidedConfiguration:
    """`settings`: None where a search chooses them. `at_epochs`: the epochs before the last that a
    published number is of.
    """

    name: str
    label: str
    varied: Varied
    settings: RunSettings | None
    runs: tuple[RunPlan, ...]
    at_epochs: tuple[int, ...] = field(default=(), metadata=LEFT_OUT)


@dataclass(frozen=True)
class ConfigurationPlan(UndecidedConfiguration):
    """A configuration whose settings are known."""

    settings: RunSettings


@dataclass(frozen=True)
class SearchPlan:
    """`candidates[i]`: settings of the final training if `trials[i]` is chosen; `choice`: path of
    the file that says which one was.
    """

    dataset: PlannedDataset
    space: dict[str, list[Any]]
    seed: int
    n_combinations: int
    trials: tuple[ConfigurationPlan, ...]
    candidates: tuple[RunSettings, ...]
    choice: str


@dataclass(frozen=True)
class UndecidedPlan:
    """An experiment as it was planned, before any run."""

    lab: str
    experiment: str
    dataset: PlannedDataset
    axes: tuple[SweptAxis, ...]
    configurations: tuple[UndecidedConfiguration, ...]
    search: SearchPlan | None = None


@dataclass(frozen=True)
class ExperimentPlan(UndecidedPlan):
    """An experiment with what its search, if there is one, has chosen."""

    configurations: tuple[ConfigurationPlan, ...]

    @property
    def labels(self) -> dict[str, str]:
        """The words for each configuration, by its name."""
        return {configuration.name: configuration.label for configuration in self.configurations}


def read_undecided_plan(path: Path) -> UndecidedPlan:
    """Read the file alone; raises LabbookError if it is missing or not whole."""
    return read_typed(path, UndecidedPlan)


def read_experiment_plan(path: Path, choice: Path | None = None) -> ExperimentPlan:
    """Read the plan; a configuration that a search chooses gets its settings and its label.

    `choice`: the search.json of an experiment with a search, which the plan names if it is not
    given. Raises LabbookError if either cannot be read.
    """
    plan = read_undecided_plan(path)
    chosen = _chosen(choice or Path(plan.search.choice)) if plan.search else {}
    configurations = tuple(
        ConfigurationPlan(**{**vars(configuration), **chosen})
        for configuration in plan.configurations
    )
    return ExperimentPlan(**{**vars(plan), "configurations": configurations})


def _chosen(choice: Path) -> dict[str, Any]:
    search = read_search(choice)
    # If its runs have failed, too, what all candidates share is said of them, and the rest is the
    # first one's, as the label says.
    shown = search.chosen or search.trials[0]
    label = shown.label if search.chosen else f"none chosen (first trial: {shown.label})"
    return {"settings": read_settings(shown.candidate), "label": label}
