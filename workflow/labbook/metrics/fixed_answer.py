"""Whether a run is better than answers that do not look at the image.

A run fails to train if neither its loss nor its answers are; findings/experiment.py puts the two
together, over the runs of an experiment.
"""

import numpy as np
from scipy.stats import binomtest

# A loss within a percent of that of the class frequencies is no better.
LEAST_GAIN = 0.01


# As Keras clips probabilities before it takes their logarithm.
SMALLEST_PROBABILITY = 1e-7


def no_better_loss(probabilities: np.ndarray, labels: np.ndarray) -> bool:
    """Whether their cross-entropy is not below that of giving each class its frequency.

    The latter is the entropy of the `labels` (n_test,), the lowest mean cross-entropy of one answer
    for all images. `probabilities` are (n_test, n_classes) or, of class 1, (n_test, 1).
    """
    if probabilities.shape[1] == 1:
        probabilities = np.hstack([1 - probabilities, probabilities])
    given = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    loss = float(-np.log(given.clip(SMALLEST_PROBABILITY, 1)).mean())
    frequencies = np.unique_counts(labels).counts / len(labels)
    entropy = -float(np.sum(frequencies * np.log(frequencies)))
    # Not a number, of a run that diverged, is no better.
    return not loss <= (1 - LEAST_GAIN) * entropy


def p_better_answers(answers: np.ndarray, labels: np.ndarray) -> float:
    """One-sided p-value of "the answers are right no more often than always the commonest class".

    On the images where one of the two alone is right: McNemar (1947), Psychometrika 12, 153-157, by
    the binomial distribution. Both arrays are (n_test,).
    """
    classes, counts = np.unique(labels, return_counts=True)
    common = labels == classes[counts.argmax()]
    right = answers == labels
    alone, missed = int((right & ~common).sum()), int((~right & common).sum())
    if not alone + missed:
        return 1.0
    return float(binomtest(alone, alone + missed, alternative="greater").pvalue)
