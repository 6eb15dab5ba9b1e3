"""Test whether one positive quantity is larger than another, as a factor."""

import math
from collections.abc import Sequence

from scipy.stats import ttest_ind_from_stats

from labbook.metrics.statistic import describe


def log_ratio_p(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Welch's t-test on the logarithms of values over the runs; None without a spread to test by.

    That is so below two values each, where all are equal, and where one is not above zero.
    Welch (1947), Biometrika 34, 28-35.
    """
    if min(len(first), len(second)) < 2 or min(*first, *second) <= 0:
        return None
    found = [describe([math.log(value) for value in values]) for values in (first, second)]
    if not any(one.std for one in found):
        return None
    (mean, std, n), (other_mean, other_std, other_n) = ((one.mean, one.std, one.n) for one in found)
    return float(
        ttest_ind_from_stats(mean, std, n, other_mean, other_std, other_n, equal_var=False).pvalue
    )
