"""results/plans/<lab>/<experiment>.json: an experiment's configurations, and where their runs are.

The settings of a configuration are what its runs share: all of their specs but the seed. Where a
search chooses them, the file has null in their place, and the label says so. The stages after the
search read the plan together with what was chosen.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.class_words import NamedClasses
from labbook.artifacts.search import read_search
from labbook.artifacts.spec import (
    OF_A_NORMALIZED_UNIT,
    Augmentation,
    ConvolutionBlock,
    EarlyStopping,
    HiddenLayer,
    OutputLayer,
    OwnNetwork,
    Spec,
    Task,
)
from labbook.artifacts.typed_json import LEFT_OUT, read_typed

# What tells a configuration from its siblings: swept keys of the config with their values, or
# `variant` with its name.
Varied = dict[str, Any]


@dataclass(frozen=True)
class RunSettings:
    """The fields of a Spec, which explains them."""

    engine: str
    model: str
    dataset: str
    task: Task
    validation_fraction: float
    split_seed: int
    hidden: tuple[HiddenLayer, ...]
    output: OutputLayer
    loss: str
    optimizer: dict[str, Any]
    batch_size: int | None
    epochs: int
    blocks: tuple[ConvolutionBlock, ...] = ()
    record_gradients: bool = False
    record_units: bool = False
    batch_normalization: bool = False
    kernel_initializer: str = ""
    l1: float = 0.0
    l2: float = 0.0
    label_smoothing: float = 0.0
    class_weight: str | dict[str, float] = ""
    early_stopping: EarlyStopping | None = None
    own: OwnNetwork | None = None
    augmentation: Augmentation | None = None
    device: str = ""

    def spec(self, seed: int) -> Spec:
        """What one run is asked for."""
        return Spec(**vars(self), seed=seed)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, laid out like those of a spec."""
        return self.spec(seed=0).settings

    @property
    def dense(self) -> tuple[HiddenLayer, ...]:
        """The hidden layers, then the output, which has no dropout."""
        return (*self.hidden, HiddenLayer(self.output.units, self.output.activation))

    @property
    def beside_kernel(self) -> int:
        """How many numbers belong to each unit before the output, or filter, beside its weights."""
        return OF_A_NORMALIZED_UNIT if self.batch_normalization else 1

    @property
    def beside_kernels(self) -> tuple[int, ...]:
        """The same for a unit of each layer of `dense`: those of the output have a bias."""
        return (*[self.beside_kernel] * len(self.hidden), 1)

    @property
    def activations(self) -> list[str]:
        """Those of blocks and hidden layers, front to back."""
        return [layer.activation for layer in self._inner]

    @property
    def has_dropout(self) -> bool:
        of_own = self.own.layers if self.own else ()
        return any(layer.dropout for layer in self._inner) or any(
            kind == "Dropout" for _, kind, *_ in of_own
        )

    @property
    def _inner(self) -> list[ConvolutionBlock | HiddenLayer]:
        return [*self.blocks, *self.hidden]

    @property
    def positive_class(self) -> int | None:
        """The class that is told from the rest; None where all are told apart."""
        return self.task.positive if self.task.kind == "one_against_rest" else None


def settings_of(spec: Spec) -> RunSettings:
    """A spec without its seed."""
    return RunSettings(**{name: value for name, value in vars(spec).items() if name != "seed"})


def read_settings(value: dict[str, Any]) -> RunSettings:
    """From plain values, as `to_dict` gives them; raises TypeError for a key that no spec has."""
    return settings_of(Spec.from_dict({**value, "seed": 0}))


@dataclass(frozen=True)
class PlannedDataset(NamedClasses):
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
