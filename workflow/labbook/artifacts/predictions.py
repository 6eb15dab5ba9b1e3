"""predictions.npz: what a trained network answers for every test image."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays


@dataclass(frozen=True)
class Predictions:
    """`probabilities` (n_test, n_classes) or (n_test, 1), float32; `labels` (n_test,) uint8.

    With one column, `labels` are 1 for the positive class and 0 for the rest.
    """

    probabilities: np.ndarray
    labels: np.ndarray


def write_predictions(path: Path, predictions: Predictions) -> None:
    write_arrays(path, {"probabilities": predictions.probabilities, "labels": predictions.labels})


def read_predictions(path: Path) -> Predictions:
    arrays = read_arrays(path)
    return Predictions(arrays["probabilities"], arrays["labels"])
