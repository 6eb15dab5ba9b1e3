import gc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind
from statsmodels.stats.multitest import multipletests

from labbook.metrics.comparison import Comparison, compare, correct_family, holm
from made_up_answers import made_up_answers

MARGIN = 0.001


@pytest.fixture(scope="module")
def compared(configuration):
    """Two lists of accuracies, compared; `noise` is how much the runs' right answers differ."""

    def compare_them(one, other, noise=0.0, margin=MARGIN):
        first, second = configuration("a", one), configuration("b", other)
        return compare(first, second, margin, made_up_answers(first, second, noise=noise))

    return compare_them


def test_holm_by_hand():
    # Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, never falling.
    assert holm([0.01, 0.04, 0.03, 0.02]) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([None, 0.02, None]) == [None, 0.02, None]
    assert holm([]) == []
    assert holm([None]) == [None]


@pytest.mark.parametrize("seed", range(20))
def test_holm_is_that_of_statsmodels_to_the_last_bit(seed, monkeypatch):
    # It collects garbage in each call, which takes longer than all else here.
    monkeypatch.setattr(gc, "collect", lambda: 0)
    generator = np.random.default_rng(seed)
    p_values = generator.uniform(0, 10.0 ** -generator.integers(0, 4), size=seed + 1)
    p_values[generator.random(len(p_values)) < 0.2] = p_values[0]
    assert holm(p_values.tolist()) == multipletests(p_values, method="holm")[1].tolist()


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


def test_p_value_and_interval_are_welchs(compared):
    one, other = [0.98, 0.983, 0.985], [0.97, 0.975, 0.973]
    found, theirs = compared(one, other), ttest_ind(one, other, equal_var=False)
    assert found.p_difference == pytest.approx(theirs.pvalue)
    assert found.interval == pytest.approx(tuple(theirs.confidence_interval(0.95)))
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
def test_verdicts(compared, first, second, verdict):
    assert compared(first, second).verdict == verdict


@pytest.mark.parametrize(
    ("first", "second", "noise", "by"),
    [
        ([0.99], [0.5], 0, "one seed"),
        ([0.99, 0.99], [0.5], 0, "one seed"),
        # The same images are hard for both, so that even a small lead shows on them.
        ([0.98, 0.97, 0.96], [0.97, 0.96, 0.95], 0, "seeds"),
        # A lead of 15 images between networks that disagree on several hundred.
        ([0.9800, 0.9801, 0.9802], [0.9785, 0.9786, 0.9787], 100, "images"),
        ([0.9820, 0.9800, 0.9780], [0.9810, 0.9790, 0.9770], 100, "both"),
        ([0.980, 0.981, 0.980], [0.970, 0.971, 0.970], 100, None),
    ],
)
def test_what_cannot_tell(compared, first, second, noise, by):
    found = compared(first, second, noise)
    assert found.unresolved_by == by
    assert (found.verdict == "not resolved") == (by is not None)


def test_without_common_images_the_seeds_decide_alone(configuration):
    first = configuration("a", [0.980, 0.981, 0.980], task="even")
    second = configuration("b", [0.970, 0.971, 0.970], task="odd")
    found = compare(first, second, MARGIN, {})
    assert (found.verdict, found.pairs, found.p_images) == ("better", None, None)


ACCURACIES = st.lists(st.integers(0, 1000).map(lambda n: n / 1000), min_size=1, max_size=4)


@given(ACCURACIES, ACCURACIES, st.sampled_from([0.0, 1.0, 100.0]))
def test_turned_around_the_comparison_says_the_same(configuration, one, other, noise):
    turned = {"better": "worse", "worse": "better"}
    first, second = configuration("a", one, 1000), configuration("b", other, 1000)
    answers = made_up_answers(first, second, noise=noise)
    forward, backward = (
        compare(*pair, MARGIN, answers) for pair in ((first, second), (second, first))
    )
    if forward.p_difference is not None and abs(forward.p_difference - 0.05) > 1e-9:
        assert backward.verdict == turned.get(forward.verdict, forward.verdict)
        assert backward.unresolved_by == forward.unresolved_by
    assert backward.p_images == pytest.approx(forward.p_images)
    assert (forward.p_difference is None) == (len(one) == 1 or len(other) == 1)


@given(ACCURACIES, ACCURACIES)
def test_the_interval_holds_no_difference_unless_the_test_sees_one(configuration, one, other):
    first, second = configuration("a", one, 1000), configuration("b", other, 1000)
    found = compare(first, second, MARGIN, made_up_answers(first, second))
    if found.interval is None:
        assert found.p_difference is None
    elif abs(found.p_difference - 0.05) > 1e-9:
        low, high = found.interval
        assert low <= found.difference <= high
        assert (low <= 0 <= high) == (found.p_difference > 0.05)


def test_a_family_is_harder_on_each_of_its_comparisons():
    alone = Comparison("a", "b", 0.01, 3, (0.0, 0.02), 0.03, 0.5, (), 0.001)
    assert alone.verdict == "better"
    assert [one.unresolved_by for one in correct_family([alone, alone])] == ["seeds"] * 2
    by_images = replace(alone, p_difference=0.001, p_images=0.03)
    assert by_images.verdict == "better"
    assert [one.unresolved_by for one in correct_family([by_images, by_images])] == ["images"] * 2


def test_a_run_that_diverged_is_no_comparison(configuration):
    with pytest.raises(ValueError, match="no run to compare"):
        compare(configuration("a", [None]), configuration("b", [0.9]), MARGIN, {})
