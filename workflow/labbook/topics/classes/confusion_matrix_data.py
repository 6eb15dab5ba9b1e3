"""What a figure of a confusion matrix shows: one run's counts, and each row's shares."""

from dataclasses import dataclass

import numpy as np

from labbook.topics.classes.class_evaluation import ClassEvaluation


@dataclass(frozen=True)
class ConfusionData:
    """Rows are true classes, columns answers.

    counts: int64 (n, n); shares: float64 (n, n), of all images of the row's class, zero in the row
    of a class without images.
    """

    classes: tuple[str, ...]
    noun: str
    counts: np.ndarray
    shares: np.ndarray

    @property
    def error_shares(self) -> np.ndarray:
        """The shares off the diagonal that are not zero, row by row."""
        off_diagonal = ~np.eye(len(self.classes), dtype=bool)
        return self.shares[off_diagonal & (self.counts > 0)]


def load_confusion(evaluation: ClassEvaluation) -> ConfusionData | None:
    """Of the shown run; None where there is none."""
    if evaluation.shown is None:
        return None
    counts = np.array(evaluation.shown.confusion, dtype=np.int64)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return ConfusionData(evaluation.classes, evaluation.noun, counts, shares)
