"""Whether a run is better than answers that do not look at the image.

A run fails to train if neither its loss nor its answers are; metrics/untrained.py puts the two
together, over the runs of an experiment.
"""

import math

import numpy as np
from scipy.stats import binomtest, norm

from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.cut_off import SMALLEST_PROBABILITY, of_true_classes

# A loss within a percent of that of the class frequencies is no better.
LEAST_GAIN = 0.01


def no_better_loss(probabilities: np.ndarray, labels: np.ndarray) -> bool:
    """Whether their cross-entropy is shown to be no better than that of the class frequencies.

    The latter is the entropy of the `labels` (n_test,), the lowest mean cross-entropy of one answer
    for all images. By a one-sided test of the differences image by image: the limit below which the
    mean lies with 5 % is above minus one percent of the entropy. `probabilities` are (n_test,
    n_classes) or, of class 1, (n_test, 1).
    """
    given = of_true_classes(probabilities, labels)
    if not np.isfinite(given).all():
        return True  # a run that diverged
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    frequencies = (counts / len(labels))[classes]
    entropy = -float(np.log(frequencies).mean())
    worse = np.log(frequencies) - np.log(given.clip(SMALLEST_PROBABILITY, 1))
    limit = worse.mean() - norm.ppf(1 - SIGNIFICANCE) * worse.std() / math.sqrt(len(labels))
    return bool(limit > -LEAST_GAIN * entropy)


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
