"""The change from the first place to the last, run by run."""

import pytest
from scipy.stats import ttest_rel

from labbook.metrics.paired_change import paired_change
from labbook.metrics.statistic import describe

FIRST, LAST = [0.5, 0.6, 0.55, 0.58], [0.3, 0.45, 0.31, 0.4]


def test_it_is_students_paired_test() -> None:
    change = paired_change(describe(FIRST), describe(LAST))
    assert change is not None
    expected = ttest_rel(LAST, FIRST)
    assert change.p == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert change.interval == pytest.approx((interval.low, interval.high))
    assert change.mean == pytest.approx(sum(LAST) / 4 - sum(FIRST) / 4)
    assert change.is_beyond_chance


def test_a_run_without_one_of_the_two_is_left_out() -> None:
    change = paired_change(describe([0.5, None, 0.7]), describe([0.4, 0.2, 0.6]))
    assert change is not None
    assert change.n == 2
    assert paired_change(describe([None, 0.5]), describe([0.5, None])) is None


def test_of_one_run_nothing_is_known_of_the_spread() -> None:
    change = paired_change(describe([0.5]), describe([0.25]))
    assert change is not None
    assert (change.mean, change.interval, change.p) == (-0.25, None, None)
    assert not change.is_beyond_chance


def test_runs_that_happen_to_agree_do_not_look_infinitely_certain() -> None:
    first, last = describe([0.0, 0.0]), describe([0.25, 0.25])
    change = paired_change(first, last, least_std=0.25)
    assert change is not None
    assert change.p is not None
    assert change.p > 0.05
    same = paired_change(first, first, least_std=0.25)
    assert same is not None
    assert same.p == 1.0
    assert not same.is_beyond_chance
