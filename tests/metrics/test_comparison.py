import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from labbook.metrics.comparison import Comparison, compare, correct_family, holm

MARGIN = 0.001


def test_holm_by_hand():
    # Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, never falling.
    assert holm([0.01, 0.04, 0.03, 0.02]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([None, 0.02, None]) == [None, 0.02, None]
    assert holm([]) == []


P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(P_VALUES)
def test_holm_only_weakens_keeps_the_order_and_is_no_harsher_than_bonferroni(p_values):
    adjusted = holm(p_values)
    for p, q in zip(p_values, adjusted, strict=True):
        assert p <= q <= min(1, p * len(p_values))
    for (p, q), (other_p, other_q) in zip(
        sorted(zip(p_values, adjusted, strict=True))[:-1],
        sorted(zip(p_values, adjusted, strict=True))[1:],
        strict=True,
    ):
        assert p <= other_p
        assert q <= other_q


def test_the_p_value_is_welchs(configuration):
    one, other = [0.98, 0.983, 0.985], [0.97, 0.975, 0.973]
    found = compare(configuration("a", one), configuration("b", other), MARGIN)
    assert found.p_difference == pytest.approx(ttest_ind(one, other, equal_var=False).pvalue)
    assert found.difference == pytest.approx(sum(one) / 3 - sum(other) / 3)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ([0.980, 0.981, 0.980], [0.970, 0.971, 0.970], "better"),
        ([0.970, 0.971, 0.970], [0.980, 0.981, 0.980], "worse"),
        ([0.9801, 0.9802, 0.9801], [0.9802, 0.9801, 0.9802], "equivalent"),
        # Significant, but far too little to matter.
        ([0.9804, 0.9804, 0.9804], [0.9801, 0.9801, 0.9801], "equivalent"),
        ([0.98, 0.97, 0.96], [0.97, 0.98, 0.99], "not resolved"),
        ([0.99], [0.5], "not resolved"),
        ([0.99], [0.5, 0.51, 0.52], "not resolved"),
        # No spread at all: the accuracies are as sharp as one test image.
        ([0.9, 0.9, 0.9], [0.9, 0.9, 0.9], "equivalent"),
        ([0.95, 0.95, 0.95], [0.9, 0.9, 0.9], "better"),
    ],
)
def test_verdicts(configuration, first, second, verdict):
    found = compare(configuration("a", first), configuration("b", second), MARGIN)
    assert found.verdict == verdict


ACCURACIES = st.lists(st.integers(0, 1000).map(lambda n: n / 1000), min_size=1, max_size=4)


@given(ACCURACIES, ACCURACIES)
def test_turned_around_the_comparison_says_the_same(configuration, one, other):
    turned = {
        "better": "worse",
        "worse": "better",
        "equivalent": "equivalent",
        "not resolved": "not resolved",
    }
    first, second = configuration("a", one), configuration("b", other)
    forward, backward = compare(first, second, MARGIN), compare(second, first, MARGIN)
    if forward.p_difference is not None and abs(forward.p_difference - 0.05) > 1e-9:
        assert backward.verdict == turned[forward.verdict]
    assert (forward.p_difference is None) == (len(one) == 1 or len(other) == 1)


def test_a_family_is_harder_on_each_of_its_comparisons():
    alone = Comparison("a", "b", 0.01, 3, 0.03, 0.5)
    assert alone.verdict == "better"
    assert [one.verdict for one in correct_family([alone, alone])] == ["not resolved"] * 2


def test_a_run_that_diverged_is_no_comparison(configuration):
    with pytest.raises(ValueError, match="no run to compare"):
        compare(configuration("a", [None]), configuration("b", [0.9]), MARGIN)
