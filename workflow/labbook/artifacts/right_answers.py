"""right_answers.npz: for which test images each run of an experiment gave the right answer."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError

# A bool array (n_test,) by the key of the run; image i is the same image for all of them.
RightAnswers = Mapping[str, np.ndarray]

# An array beside those of the runs. No run has this key, because keys are hexadecimal.
_N_TEST = "n_test"


def write_right_answers(path: Path, answers: RightAnswers) -> None:
    """Write one array a run, eight images a byte; the same answers give the same bytes.

    Raises ValueError if the runs do not have equally many images.
    """
    lengths = {len(right) for right in answers.values()}
    if len(lengths) > 1:
        raise ValueError(f"runs with {sorted(lengths)} test images have no images in common")
    packed = {key: np.packbits(answers[key]) for key in sorted(answers)}
    write_arrays(path, {_N_TEST: np.array(max(lengths, default=0)), **packed})


def read_right_answers(path: Path) -> dict[str, np.ndarray]:
    """Read them, (n_test,) bool each; raises LabbookError naming the file if it is broken."""
    try:
        arrays = read_arrays(path)
        n_test = int(arrays.pop(_N_TEST))
        return {
            key: np.unpackbits(packed, count=n_test).astype(bool) for key, packed in arrays.items()
        }
    except (EOFError, KeyError, TypeError, ValueError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of right answers ({error!r}); delete it and build again."
        ) from None
