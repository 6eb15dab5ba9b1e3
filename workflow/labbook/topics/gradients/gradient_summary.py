"""gradients.json and gradients_by_layer.npz: the gradients of an experiment's configurations.

The JSON file has numbers of each run; the arrays beside it are over the runs, for figures.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

_ARRAYS = ("steps", "kernel_norm", "bias_norm")


@dataclass(frozen=True)
class Passage:
    """The kernels' gradients in some windows at the beginning or at the end of a training.

    `first` and `last` are the mean norms of the first layer and of the output, `ratio` the one by
    the other, None where the output's is zero. `change`: the mean over neighboring layers of
    |log10| of the ratio of their norms, None where a norm is zero or there is one layer.
    """

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
    key: str
    seed: int
    start: Passage
    end: Passage
    largest: LargestGradient


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


def write_gradient_summary(path: Path, arrays: Path, summary: GradientSummary) -> None:
    """Write both files."""
    configurations = [
        {"name": one.name, "runs": [asdict(run) for run in one.runs]}
        for one in summary.configurations
    ]
    write_json(path, {**vars(summary), "configurations": configurations})
    write_arrays(
        arrays,
        {
            f"{place}_{name}": getattr(one, name)
            for place, one in enumerate(summary.configurations)
            for name in _ARRAYS
        },
    )


def read_gradient_summary(path: Path, arrays: Path) -> GradientSummary:
    """Read both; raises LabbookError naming what is broken."""
    value, found = read_json(path), read_arrays(arrays)
    try:
        return GradientSummary(
            **{
                **value,
                "configurations": tuple(
                    ConfigurationGradients(
                        one["name"],
                        tuple(map(_read_run, one["runs"])),
                        *(found[f"{place}_{name}"] for name in _ARRAYS),
                    )
                    for place, one in enumerate(value["configurations"])
                ),
            }
        )
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} and {arrays} are no whole summary of gradients ({error!r}); delete both and "
            "build again."
        ) from None


def _read_run(value: dict[str, Any]) -> RunGradients:
    return RunGradients(
        **{
            **value,
            "start": Passage(**value["start"]),
            "end": Passage(**value["end"]),
            "largest": LargestGradient(**value["largest"]),
        }
    )
