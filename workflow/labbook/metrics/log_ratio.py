"""Test whether one positive quantity is larger than another, as a factor, or as large."""

import math
from collections.abc import Sequence

from scipy.stats import t, ttest_ind_from_stats

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


def log_ratio_within_p(first: Sequence[float], second: Sequence[float], factor: float) -> float:
    """p-value of "the two differ by this factor or more": two one-sided Welch tests on logarithms.

    1 below two values each, and where one is not above zero. Schuirmann (1987), Journal of
    Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    if min(len(first), len(second)) < 2 or min(*first, *second) <= 0:
        return 1.0
    means, parts = [], []
    for values in (first, second):
        found = describe([math.log(value) for value in values])
        means.append(found.mean or 0.0)
        parts.append(((found.std or 0.0) ** 2 / found.n, found.n - 1))
    distance = math.log(factor) - abs(means[0] - means[1])
    variance = sum(part for part, _ in parts)
    if not variance:
        return 0.0 if distance > 0 else 1.0
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts)
    return float(t.sf(distance / math.sqrt(variance), freedom))
