"""confused_images.npz: test images of the pairs of classes that are most often confused."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError


@dataclass(frozen=True)
class ConfusedImages:
    """Some images of each pair that the shown run confuses, pair by pair, the surest answer first.

    images: uint8 (n, height, width), or (n, height, width, 3) in color; labels, answers: uint8
    (n,), indices of classes; probabilities: float32 (n,), what the run gave to its answer; rows:
    int64 (n,), places among the test images.
    """

    images: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    probabilities: np.ndarray
    rows: np.ndarray


def write_confused_images(path: Path, confused: ConfusedImages) -> None:
    write_arrays(path, vars(confused))


def read_confused_images(path: Path) -> ConfusedImages:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        return ConfusedImages(**read_arrays(path))
    except (EOFError, TypeError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of confused images ({error!r}); delete it and build again."
        ) from None
