import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.metrics.comparison import Comparison, compare, correct_family, crossed_difference, holm
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


def test_the_variance_by_hand():
    # Two runs each on four images; by image, the means differ by 1, 0, 0.5 and 0.
    first = np.array([[1, 1, 1, 0], [1, 1, 0, 0]], dtype=bool)
    second = np.array([[0, 1, 0, 0], [0, 1, 0, 0]], dtype=bool)
    found = crossed_difference(first, second)
    # Runs: accuracies 0.75 and 0.5, variance 1/32, of two runs 1/64; the second has none.
    of_runs = 1 / 64
    # Images: squares around 0.375 are 0.6875, and two images more.
    of_images = (0.6875 + 2) / 4 / 3
    # Interaction: residuals of the first are ± 1/8, but ± 3/8 for the third image.
    shared = (6 / 64 + 2 * 9 / 64) / 1 / 3 / 2 / 4
    assert found.difference == 0.375
    assert found.error**2 == pytest.approx(of_images + of_runs - shared)
    assert found.freedom == pytest.approx(found.error**4 / (of_images**2 / 3 + of_runs**2))


@given(st.integers(0, 2**32), st.integers(2, 6), st.integers(2, 40))
def test_the_error_is_never_below_that_of_the_runs_or_of_the_images_alone(seed, n_runs, n_test):
    generator = np.random.default_rng(seed)
    first, second = generator.random((2, n_runs, n_test)) < generator.random()
    variance = crossed_difference(first, second).error ** 2
    runs = [one.mean(axis=1).var(ddof=1) / n_runs for one in (first, second)]
    assert variance >= sum(runs) * (1 - 1e-12)
    assert variance >= (first.mean(0) - second.mean(0)).var(ddof=1) / n_test * (1 - 1e-12)


@pytest.mark.parametrize(
    ("first", "second", "noise", "verdict"),
    [
        ([0.980, 0.981, 0.980], [0.970, 0.971, 0.970], 0, "better"),
        ([0.970, 0.971, 0.970], [0.980, 0.981, 0.980], 0, "worse"),
        ([0.9801, 0.9802, 0.9801], [0.9802, 0.9801, 0.9802], 0, "equivalent"),
        # Significant, but far too little to matter.
        ([0.9806] * 3, [0.9801] * 3, 0, "equivalent"),
        ([0.98, 0.97, 0.96], [0.97, 0.98, 0.99], 0, "not resolved"),
        # A lead of 15 images between networks that disagree on several hundred.
        ([0.9800, 0.9801, 0.9802], [0.9785, 0.9786, 0.9787], 100, "not resolved"),
        ([0.99], [0.5], 0, "not resolved"),
        ([0.99], [0.5, 0.51, 0.52], 0, "not resolved"),
        ([0.95] * 3, [0.9] * 3, 0, "better"),
    ],
)
def test_verdicts(compared, first, second, noise, verdict):
    assert compared(first, second, noise).verdict == verdict


def test_what_one_image_decides_is_not_equal_however_alike_the_answers(configuration):
    """A margin of 0.1 percentage points is one image of 1000, and ten of 10,000."""
    for n_test, verdict in ((1000, "not resolved"), (10000, "equivalent")):
        first, second = (configuration(name, [0.9] * 3, n_test) for name in "ab")
        found = compare(first, second, MARGIN, made_up_answers(first, second))
        assert (found.difference, found.verdict) == (0, verdict)


def test_with_other_tasks_an_image_is_still_right_or_wrong(configuration):
    first = configuration("a", [0.980, 0.981, 0.980], task="even")
    second = configuration("b", [0.970, 0.971, 0.970], task="odd")
    assert compare(first, second, MARGIN, made_up_answers(first, second)).verdict == "better"


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
    alone = Comparison("a", "b", 0.01, 3, (0.0, 0.02), 0.03, 0.5)
    assert alone.verdict == "better"
    assert [one.verdict for one in correct_family([alone, alone])] == ["not resolved"] * 2
    # Three configurations are three pairs, of which two hold the best.
    p_values = [one.p_difference for one in correct_family([alone, alone], 3)]
    assert p_values == pytest.approx([0.09, 0.09])


def test_a_run_that_diverged_is_no_comparison(configuration):
    with pytest.raises(ValueError, match="no run to compare"):
        compare(configuration("a", [None]), configuration("b", [0.9]), MARGIN, {})
