from hypothesis import given
from hypothesis import strategies as st

from labbook.metrics.statistic import describe

FRACTIONS = st.floats(0, 1)


def test_mean_and_sample_standard_deviation():
    statistic = describe([1.0, 2.0, 4.0, 5.0])
    assert (statistic.mean, statistic.n) == (3.0, 4)
    assert statistic.std == (10 / 3) ** 0.5


def test_what_is_none_is_kept_in_place_and_not_counted():
    statistic = describe([0.5, None, 1.0])
    assert statistic.values == (0.5, None, 1.0)
    assert (statistic.mean, statistic.n) == (0.75, 2)


def test_one_value_has_no_spread_and_none_have_no_mean():
    assert describe([0.5]).std is None
    assert describe([None]).mean is None


@given(FRACTIONS, st.integers(2, 9))
def test_equal_values_have_no_spread_at_all(value, n):
    assert (describe([value] * n).mean, describe([value] * n).std) == (value, 0)


@given(st.lists(FRACTIONS, min_size=2, max_size=6))
def test_the_order_of_the_seeds_changes_nothing(values):
    forward, backward = describe(values), describe(values[::-1])
    assert (forward.mean, forward.std) == (backward.mean, backward.std)
