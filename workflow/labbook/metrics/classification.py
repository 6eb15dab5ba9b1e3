"""Turn probabilities into answers and count the correct ones."""

from collections import Counter

import numpy as np

from labbook.artifacts.spec import Task
from labbook.artifacts.summary import Majority


def predicted_classes(probabilities: np.ndarray) -> np.ndarray:
    """The answer for each image.

    For `probabilities` (n_test, n_classes), it is the class with the highest probability, the first
    of equals. For `probabilities` (n_test, 1), it is 1 above one half and else 0, as in Keras's
    BinaryAccuracy. Returns uint8 (n_test,).
    """
    if probabilities.shape[1] == 1:
        return (probabilities[:, 0] > 0.5).astype(np.uint8)
    return np.asarray(probabilities.argmax(axis=1), dtype=np.uint8)


def count_correct(probabilities: np.ndarray, labels: np.ndarray) -> int:
    """The number of answers that equal `labels` (n_test,)."""
    return int(np.count_nonzero(predicted_classes(probabilities) == labels))


def majority_answer(labels: np.ndarray, task: Task) -> Majority:
    """The commonest of `labels` (n_test,), the smallest of equals, as the task names it."""
    counts = Counter(labels.tolist())
    commonest = min(counts, key=lambda label: (-counts[label], label))
    if task.kind == "one_against_rest":
        name = str(task.positive) if commonest == 1 else f"not {task.positive}"
    else:
        name = str(commonest)
    return Majority(counts[commonest] / len(labels), name, len(labels))
