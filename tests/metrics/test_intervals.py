import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.metrics.intervals import (
    accuracy_interval,
    epoch_prediction_interval,
    rounding_std,
    seed_interval,
)
from labbook.metrics.statistic import describe


def test_wilson_interval_of_a_textbook_case():
    # 81 of 263: Newcombe (1998), Statistics in Medicine 17, 857-872, table I.
    assert accuracy_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.integers(1, 10000), st.data())
def test_wilson_interval_holds_the_accuracy_and_stays_a_fraction(n_test, data):
    accuracy = data.draw(st.integers(0, n_test)) / n_test
    low, high = accuracy_interval(accuracy, n_test)
    assert 0 <= low <= accuracy + 1e-12
    assert accuracy - 1e-12 <= high <= 1


def test_seed_interval_is_students():
    # t(0.975, 2) = 4.302653; the standard deviation of 1, 2, 3 is 1.
    low, high = seed_interval(describe([0.4, 0.5, 0.6]), 10000)
    assert (low, high) == pytest.approx((0.2515862, 0.7484138), abs=1e-6)


def test_an_interval_ends_where_accuracies_do():
    assert seed_interval(describe([0.9, 1.0]), 10000)[1] == 1.0
    assert seed_interval(describe([0.0, 0.1]), 10000)[0] == 0.0


def test_one_seed_has_no_interval():
    assert seed_interval(describe([0.9]), 10000) is None
    assert seed_interval(describe([None, None]), 10000) is None


def test_seeds_that_agree_are_as_uncertain_as_one_image():
    low, high = seed_interval(describe([0.9, 0.9, 0.9]), 1000)
    assert high - low == pytest.approx(2 * 4.302653 * rounding_std(1000) / 3**0.5)


def test_an_epoch_of_one_more_run():
    # t(0.975, 2) = 4.302653; the standard deviation of 10, 20, 30 is 10.
    low, high = epoch_prediction_interval(describe([110, 120, 130]))
    assert (low, high) == pytest.approx((70.3174, 169.6826), abs=1e-3)
    assert epoch_prediction_interval(describe([10, 20, 30]))[0] == 1.0
    assert epoch_prediction_interval(describe([10, None])) is None
    # Runs that agree are as uncertain as a whole number.
    low, high = epoch_prediction_interval(describe([10, 10, 10]))
    assert high - low == pytest.approx(2 * 4.302653 * (1 / 12) ** 0.5 * (4 / 3) ** 0.5, abs=1e-5)
