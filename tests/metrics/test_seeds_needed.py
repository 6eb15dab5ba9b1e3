import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.power import TTestIndPower

from labbook.metrics.seeds_needed import SeedsNeeded, seeds_needed


def test_a_textbooks_number_of_seeds(configuration):
    # Means one half of a standard deviation apart: 64 a group, Cohen (1988), table 2.4.1.
    first = configuration("a", [0.52, 0.50, 0.51, 0.49, 0.53])
    std = first.metrics["test_accuracy"].std
    second = configuration("b", [one - std / 2 for one in (0.52, 0.50, 0.51, 0.49, 0.53)])
    assert seeds_needed(first, second, 0.001, 0.05) == SeedsNeeded("difference", 64)


def test_one_more_than_there_are_at_least(configuration):
    first, second = configuration("a", [0.9, 0.9001, 0.9]), configuration("b", [0.1, 0.1, 0.1001])
    assert seeds_needed(first, second, 0.001, 0.05) == SeedsNeeded("difference", 4)
    first, second = configuration("a", [0.9] * 3), configuration("b", [0.9] * 2)
    assert seeds_needed(first, second, 0.5, 0.05) == SeedsNeeded("equivalence", 3)


@pytest.mark.parametrize(
    ("other", "margin", "aim"),
    [
        # No difference and no margin: nothing to be shown.
        ([0.9, 0.91, 0.92], 0.0, "difference"),
        # Too close to the margin to be shown within it.
        ([0.8990001, 0.9090001, 0.9190001], 0.001, "equivalence"),
        # At the margin, as far as arithmetic goes: to be shown different, by a tenth of the spread.
        ([0.899, 0.909, 0.919], 0.001, "difference"),
    ],
)
def test_what_takes_more_than_a_thousand_seeds(configuration, other, margin, aim):
    first, second = configuration("a", [0.9, 0.91, 0.92]), configuration("b", other)
    assert seeds_needed(first, second, margin, 0.05 / 9) == SeedsNeeded(aim, None)


def test_one_seed_has_no_spread_to_go_by(configuration):
    with pytest.raises(ValueError, match="has no spread"):
        seeds_needed(configuration("a", [0.9]), configuration("b", [0.9, 0.8]), 0.001, 0.05)


@given(
    st.lists(st.integers(0, 1000), min_size=2, max_size=4),
    st.lists(st.integers(0, 1000), min_size=2, max_size=4),
    st.sampled_from([0.0, 0.001, 0.02, 0.9]),
    st.integers(1, 60),
)
def test_the_number_is_the_first_with_that_power(configuration, one, other, margin, family):
    first, second = (
        configuration(name, [n / 1000 for n in values], 1000)
        for name, values in (("a", one), ("b", other))
    )
    found = seeds_needed(first, second, margin, 0.05 / family)
    stds = [max(c.metrics["test_accuracy"].std, 1 / (1000 * 12**0.5)) for c in (first, second)]
    pooled = ((stds[0] ** 2 + stds[1] ** 2) / 2) ** 0.5
    gap = abs(first.metrics["test_accuracy"].mean - second.metrics["test_accuracy"].mean)
    assume(abs(gap - margin) > 1e-6)

    def power(n):
        if gap > margin:
            return TTestIndPower().power(gap / pooled, n, 0.05 / family, 1), 0.8
        effect = (margin - gap) / pooled
        return TTestIndPower().power(effect, n, 0.05 / family, 1, alternative="larger"), 0.9

    assert found.aim == ("difference" if gap > margin else "equivalence")
    reached, wanted = power(found.n or 1000)
    # Not a number where the effect is so large that the other tail is numerically lost.
    assert not (reached >= wanted) if found.n is None else not (reached < wanted)
    if found.n is not None and found.n > min(len(one), len(other)) + 1:
        before, wanted = power(found.n - 1)
        assert not (before >= wanted)
