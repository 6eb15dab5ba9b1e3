"""Turn probabilities into answers and count the correct ones."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from labbook.artifacts.spec import Task
from labbook.artifacts.summary import Majority
from labbook.metrics.calibration import answer_probabilities, bin_answers, calibration_error


def predicted_classes(probabilities: np.ndarray) -> np.ndarray:
    """The answer for each image.

    For `probabilities` (n_test, n_classes), it is the class with the highest probability, the first
    of equals. For `probabilities` (n_test, 1), it is 1 above one half and else 0, as in Keras's
    BinaryAccuracy. Returns uint8 (n_test,).
    """
    if probabilities.shape[1] == 1:
        return (probabilities[:, 0] > 0.5).astype(np.uint8)
    return np.asarray(probabilities.argmax(axis=1), dtype=np.uint8)


class Sureness(NamedTuple):
    """How probable a network thinks its answers.

    answer_probability: the mean over the images of the probability of the answer.
    answer_probability_error: the standard deviation of the share of right answers if each is right
    with its own probability.
    wrong_answer_probability: the mean over the images that it gets wrong; None without any.
    calibration_error: the expected one (metrics/calibration.py).
    """

    answer_probability: float
    answer_probability_error: float
    wrong_answer_probability: float | None
    calibration_error: float


def sureness(probabilities: np.ndarray, labels: np.ndarray) -> Sureness | None:
    """`probabilities` as for `predicted_classes`; None unless all are between 0 and 1."""
    given = probabilities.astype(np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all() and (given <= 1).all()):
        return None
    of_answer = answer_probabilities(probabilities)
    wrong = predicted_classes(probabilities) != labels
    return Sureness(
        float(of_answer.mean()),
        float(np.sqrt((of_answer * (1 - of_answer)).sum()) / len(labels)),
        float(of_answer[wrong].mean()) if wrong.any() else None,
        calibration_error(bin_answers(of_answer, ~wrong)),
    )


def count_correct(probabilities: np.ndarray, labels: np.ndarray) -> int:
    """The number of answers that equal `labels` (n_test,)."""
    return int(np.count_nonzero(predicted_classes(probabilities) == labels))


def majority_answer(
    labels: np.ndarray, task: Task, name_of: Callable[[int], str] = str
) -> Majority:
    """The commonest of `labels` (n_test,), the smallest of equals, as the task names it.

    `name_of`: the name of the class with a label.
    """
    counts = Counter(labels.tolist())
    commonest = min(counts, key=lambda label: (-counts[label], label))
    if task.positive is not None:
        positive = name_of(task.positive)
        name = positive if commonest == 1 else f"not {positive}"
    else:
        name = name_of(commonest)
    shares = np.array(list(counts.values())) / len(labels)
    entropy = -float(shares @ np.log(shares))
    return Majority(counts[commonest] / len(labels), name, len(labels), entropy)
