"""Find the test images that each run of a summary classifies correctly."""

from pathlib import Path

import numpy as np

from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.summary import Summary
from labbook.metrics.classification import predicted_classes


def find_right_answers(summary: Summary) -> dict[str, np.ndarray]:
    """Map run keys to bool (n_test,), without runs whose probabilities are not all finite.

    The summary must be new: the predictions are not checked again.
    """
    answers = {}
    for run in (run for configuration in summary.configurations for run in configuration.runs):
        predictions = read_predictions(Path(run.directory) / "predictions.npz")
        if np.isfinite(predictions.probabilities).all():
            answers[run.key] = predicted_classes(predictions.probabilities) == predictions.labels
    return answers
