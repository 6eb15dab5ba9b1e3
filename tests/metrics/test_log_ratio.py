"""Two positive quantities within a factor of each other."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from labbook.metrics.log_ratio import log_ratio_within_p

FIRST, SECOND = [0.30, 0.31, 0.305, 0.308], [0.301, 0.303, 0.312]


def test_it_is_two_one_sided_welch_tests() -> None:
    logs, others = np.log(FIRST), np.log(SECOND)
    expected = max(
        ttest_ind(logs, others + step, equal_var=False, alternative=side).pvalue
        for step, side in ((np.log(1.05), "less"), (-np.log(1.05), "greater"))
    )
    assert log_ratio_within_p(FIRST, SECOND, 1.05) == pytest.approx(expected)
    assert log_ratio_within_p(FIRST, SECOND, 1.05) < 0.05


def test_one_value_shows_nothing_and_equal_values_all() -> None:
    assert log_ratio_within_p([0.3], SECOND, 1.05) == 1.0
    assert log_ratio_within_p([0.3, 0.0], SECOND, 1.05) == 1.0
    assert log_ratio_within_p([0.3, 0.3], [0.31, 0.31], 1.05) == 0.0
    assert log_ratio_within_p([0.3, 0.3], [0.32, 0.32], 1.05) == 1.0
