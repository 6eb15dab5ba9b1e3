"""Which test images the runs of a summary got right."""

from pathlib import Path

import numpy as np

from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.summary import Summary
from labbook.metrics.classification import predicted_classes


def find_right_answers(summary: Summary) -> dict[str, np.ndarray]:
    """By run key, (n_test,) bool; without runs whose probabilities are not all finite.

    For a summary just made: its runs' predictions were checked then.
    """
    answers = {}
    for run in (run for configuration in summary.configurations for run in configuration.runs):
        predictions = read_predictions(Path(run.directory) / "predictions.npz")
        if np.isfinite(predictions.probabilities).all():
            answers[run.key] = predicted_classes(predictions.probabilities) == predictions.labels
    return answers
