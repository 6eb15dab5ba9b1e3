"""Intervals over test images for one run, and intervals over seeds for a configuration.

All have the level of metrics/confidence.py. For a difference of two configurations, over seeds and
images at once, see metrics/comparison.py.
"""

import math
from functools import cache

from scipy.stats import binomtest, t

from labbook.artifacts.summary import Statistic
from labbook.metrics.confidence import CONFIDENCE


def accuracy_interval(accuracy: float, n_test: int) -> tuple[float, float]:
    """Wilson's score interval for an accuracy seen on `n_test` images.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    return _wilson_interval(round(accuracy * n_test), n_test)


# SciPy works out a p-value, too, which takes most of the time; many runs are as often right.
@cache
def _wilson_interval(right: int, n_test: int) -> tuple[float, float]:
    interval = binomtest(right, n_test).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def rounding_std(n_test: int) -> float:
    """The smallest spread that an accuracy counted on `n_test` images can show.

    The accuracy changes in steps of one image, and rounding to steps of h has variance h^2 / 12.
    This value replaces a smaller observed spread, so that seeds that agree by chance do not look
    infinitely certain.
    """
    return 1 / (n_test * math.sqrt(12))


def known_spread(accuracy: Statistic, n_test: int) -> float | None:
    """The spread over the seeds, but at least `rounding_std`; None below two seeds."""
    return None if accuracy.std is None else max(accuracy.std, rounding_std(n_test))


def seed_interval(accuracy: Statistic, n_test: int) -> tuple[float, float] | None:
    """Student's interval for the mean accuracy over seeds; None below two seeds.

    It is cut off where no accuracy can be, below 0 and above 1.
    """
    return _student(accuracy, n_test, 0)


def prediction_interval(accuracy: Statistic, n_test: int) -> tuple[float, float] | None:
    """Student's interval for the accuracy of one more run; None below two seeds.

    Mean ± t s sqrt(1 + 1/n), with n - 1 degrees of freedom (Hahn and Meeker, Statistical Intervals,
    section 4.7). It is cut off where no accuracy can be, below 0 and above 1.
    """
    return _student(accuracy, n_test, 1)


def _student(accuracy: Statistic, n_test: int, n_more: int) -> tuple[float, float] | None:
    """For the mean of the runs, or the value of one more."""
    std = known_spread(accuracy, n_test)
    if accuracy.mean is None or std is None:
        return None
    half = _half_width(std, accuracy.n, n_more)
    return max(0.0, accuracy.mean - half), min(1.0, accuracy.mean + half)


def _half_width(std: float, n: int, n_more: int) -> float:
    return float(t.ppf((1 + CONFIDENCE) / 2, n - 1)) * std * math.sqrt(n_more + 1 / n)


def epoch_prediction_interval(epochs: Statistic) -> tuple[float, float] | None:
    """Student's interval for an epoch of one more run, from 1 on; None below two runs.

    As `prediction_interval`. Epochs are whole, so their spread is at least that of rounding.
    """
    if epochs.mean is None or epochs.std is None:
        return None
    half = _half_width(max(epochs.std, 1 / math.sqrt(12)), epochs.n, 1)
    return max(1.0, epochs.mean - half), epochs.mean + half
