"""What came first, told from what came second."""

import pytest
from scipy.stats import binomtest

from labbook.metrics.ranking import first_p


@pytest.mark.parametrize(("first", "second"), [(7, 6), (30, 10), (12, 3), (5, 0), (100, 60)])
def test_counts_of_one_run_are_told_apart_as_by_the_binomial_distribution(first, second) -> None:
    p = first_p([first], [second], first + second, step=1.0)
    exact = binomtest(first, first + second).pvalue
    assert p == pytest.approx(exact, rel=0.25, abs=0.01)


def test_runs_that_differ_count_too() -> None:
    alike = first_p([30, 30, 30], [10, 10, 10], 40, step=1.0)
    apart = first_p([60, 20, 10], [10, 10, 10], 40, step=1.0)
    assert alike < 0.01 < 0.05 < apart


def test_within_one_image_nothing_is_first() -> None:
    assert first_p([3, 3], [2, 2], 5, step=1.0) == 1.0
