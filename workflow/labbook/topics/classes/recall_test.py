"""Whether the classes of one run are recognized equally often, but for chance."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import MonteCarloMethod, chi2_contingency

TEST = "chi-square test of equal recalls, images as the unit"
# Below as many expected in a cell, the distribution of the statistic is no longer near chi-square
# (Cochran 1954, "Some methods for strengthening the common chi-square tests").
LEAST_EXPECTED = 5
RESAMPLES = 9999


def equal_recalls_p(right: Sequence[int], wrong: Sequence[int]) -> float | None:
    """p-value of Pearson's test of homogeneity on right and wrong answers, by class.

    As scipy.stats.chi2_contingency has it, without continuity correction: by the chi-square
    distribution or, where few are expected in a cell, by tables drawn with the same sums, always
    the same ones. None where all answers are right or all wrong, or of fewer than two classes:
    there is nothing to test.
    """
    table = np.array([right, wrong])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.any(axis=1).all():
        return None
    found = chi2_contingency(table, correction=False)
    if found.expected_freq.min() < LEAST_EXPECTED:
        drawn = MonteCarloMethod(n_resamples=RESAMPLES, rng=np.random.default_rng(0))
        found = chi2_contingency(table, correction=False, method=drawn)
    return float(found.pvalue)
