"""units.npz: what the units of a network's layers did while it trained, epoch by epoch."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError

FILE_NAME = "units.npz"


@dataclass(frozen=True)
class UnitStates:
    """Of one run, arrays (1 + epochs, watched layers): the first row is before the first epoch.

    stuck: int64, how many units are dead or saturated; variation: float64, the standard deviation
    of a unit's answers over the training images, averaged over the layer's units.
    """

    stuck: np.ndarray
    variation: np.ndarray


def write_unit_states(path: Path, states: UnitStates) -> None:
    write_arrays(path, vars(states))


def read_unit_states(path: Path) -> UnitStates:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        return UnitStates(**read_arrays(path))
    except (EOFError, TypeError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole record of units ({error!r}); delete the run's directory and "
            "build again."
        ) from None
