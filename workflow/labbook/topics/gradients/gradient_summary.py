"""gradients.json and gradients_by_layer.npz: the gradients of an experiment's configurations.

The JSON file has numbers of each run; the arrays beside it are over the runs, for figures.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.artifacts.typed_json import read_typed, write_typed
from labbook.errors import LabbookError

_ARRAYS = ("steps", "kernel_norm", "bias_norm")


@dataclass(frozen=True)
class Passage:
    """The kernels' gradients in some windows at the beginning or at the end of a training.

    `first` and `last` are the mean norms of the first layer and of the output, `ratio` is first
    by last, None where the output's is zero. `change`: the mean over neighboring layers of
    |log10| of the ratio of their norms, None where a norm is zero or there is one layer. `updates`
    is how many steps of training the windows are made of.
    """

    updates: int
    first: float
    last: float
    ratio: float | None
    change: float | None


@dataclass(frozen=True)
class LargestGradient:
    """The largest absolute value of a gradient's entry in a run, and where it was.

    `layer` counts from 1, `step` is the last of its window, `part` "weights" or "biases".
    """

    value: float
    layer: int
    step: int
    part: str


@dataclass(frozen=True)
class RunGradients:
    """`first_loss`: on the held-out images after the first epoch, what the beginning has led to."""

    key: str
    seed: int
    start: Passage
    end: Passage
    largest: LargestGradient
    first_loss: float


@dataclass(frozen=True)
class ConfigurationGradients:
    """A configuration that records gradients; `runs` are those that did not diverge.

    Empty arrays if there is none, else: steps (windows,) int64, the last step of each window;
    kernel_norm and bias_norm (windows, layers) float64, the geometric mean over the runs in which
    the norm is not zero, and zero where it is in all of them.
    """

    name: str
    runs: tuple[RunGradients, ...]
    steps: np.ndarray
    kernel_norm: np.ndarray
    bias_norm: np.ndarray


@dataclass(frozen=True)
class GradientSummary:
    """In the plan's order; `windows_of_a_passage` is how many a Passage is made of at most."""

    lab: str
    experiment: str
    windows_of_a_passage: int
    configurations: tuple[ConfigurationGradients, ...]


@dataclass(frozen=True)
class _Runs:
    name: str
    runs: tuple[RunGradients, ...]


@dataclass(frozen=True)
class _JsonPart:
    """What gradients.json holds: the summary without its arrays."""

    lab: str
    experiment: str
    windows_of_a_passage: int
    configurations: tuple[_Runs, ...]


def write_gradient_summary(path: Path, arrays: Path, summary: GradientSummary) -> None:
    """Write both files."""
    runs = tuple(
        _Runs(configuration.name, configuration.runs) for configuration in summary.configurations
    )
    write_typed(path, _JsonPart(**{**vars(summary), "configurations": runs}))
    write_arrays(
        arrays,
        {
            f"{place}_{name}": getattr(configuration, name)
            for place, configuration in enumerate(summary.configurations)
            for name in _ARRAYS
        },
    )


def read_gradient_summary(path: Path, arrays: Path) -> GradientSummary:
    """Read both; raises LabbookError naming what is broken."""
    read, found = read_typed(path, _JsonPart), read_arrays(arrays)
    try:
        configurations = tuple(
            ConfigurationGradients(
                configuration.name,
                configuration.runs,
                *(found[f"{place}_{name}"] for name in _ARRAYS),
            )
            for place, configuration in enumerate(read.configurations)
        )
    except KeyError as error:
        raise LabbookError(
            f"{arrays} has no array {error} for {path}; delete both and build again."
        ) from None
    return GradientSummary(**{**vars(read), "configurations": configurations})
