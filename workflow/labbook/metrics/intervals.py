"""Intervals: over test images for one run, over seeds for a configuration. Never mixed."""

import math

from scipy.stats import binomtest, t

from labbook.artifacts.summary import Statistic

CONFIDENCE = 0.95


def accuracy_interval(accuracy: float, n_test: int) -> tuple[float, float]:
    """Wilson's 95 % score interval for an accuracy seen on `n_test` images.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    proportion = binomtest(round(accuracy * n_test), n_test)
    interval = proportion.proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def rounding_std(n_test: int) -> float:
    """The least spread an accuracy counted on `n_test` images can be known to have.

    It moves in steps of one image; a value rounded to steps of h has variance h^2 / 12. Used in
    place of a smaller observed spread, so that seeds that happen to agree do not look infinitely
    certain.
    """
    return 1 / (n_test * math.sqrt(12))


def seed_interval(accuracy: Statistic, n_test: int) -> tuple[float, float] | None:
    """Student's 95 % interval for the mean accuracy over seeds; None below two seeds."""
    if accuracy.mean is None or accuracy.std is None:
        return None
    std = max(accuracy.std, rounding_std(n_test))
    quantile = float(t.ppf((1 + CONFIDENCE) / 2, accuracy.n - 1))
    half = quantile * std / math.sqrt(accuracy.n)
    return accuracy.mean - half, accuracy.mean + half
