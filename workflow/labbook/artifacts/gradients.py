"""gradients.npz: how large the gradients of each layer were while a network trained."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError

FILE_NAME = "gradients.npz"


@dataclass(frozen=True)
class Gradients:
    """Of one run, in windows of steps: each array has a row a window.

    steps: int64 (windows,), the last step of each window, counted from 1 over all epochs. The
    others: float32 (windows, layers), the layers with weights from the front, the output last;
    `_norm` is the L2 norm of a step's gradient, averaged over the steps of the window, `_max` the
    largest absolute value of an entry in any of these steps.
    """

    steps: np.ndarray
    kernel_norm: np.ndarray
    kernel_max: np.ndarray
    bias_norm: np.ndarray
    bias_max: np.ndarray

    @property
    def by_layer(self) -> dict[str, np.ndarray]:
        """The arrays of shape (windows, layers), by name."""
        return {name: array for name, array in vars(self).items() if name != "steps"}


def write_gradients(path: Path, gradients: Gradients) -> None:
    write_arrays(path, vars(gradients))


def read_gradients(path: Path) -> Gradients:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        return Gradients(**read_arrays(path))
    except (EOFError, TypeError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole record of gradients ({error!r}); delete the run's directory and "
            "build again."
        ) from None
