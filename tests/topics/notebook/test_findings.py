"""The notebook's accuracy beside our runs: expected of one more of them, or not."""

import math

import pytest
from scipy.stats import t

from labbook.metrics.intervals import prediction_interval
from labbook.metrics.statistic import describe
from labbook.topics.notebook.findings import find_notebook
from labbook.topics.notebook.results_file import PartResult
from made_up_notebook import made_up_results, trained_longer, turned, with_dips

ACCURACIES = [0.95, 0.952, 0.957]


def test_the_interval_is_that_of_one_more_run() -> None:
    """Three values by hand: mean 0.953, s 0.0036056, t(0.975, 2) 4.3027."""
    low, high = prediction_interval(describe(ACCURACIES), 10000)
    half = 4.302653 * math.sqrt(0.000013) * math.sqrt(4 / 3)
    assert (low, high) == pytest.approx((0.953 - half, 0.953 + half), abs=1e-8)


def test_seeds_that_agree_do_not_look_infinitely_certain() -> None:
    low, high = prediction_interval(describe([0.9, 0.9]), 100)
    half = t.ppf(0.975, 1) / (100 * math.sqrt(12)) * math.sqrt(1.5)
    assert (low, high) == pytest.approx((0.9 - half, 0.9 + half))
    assert prediction_interval(describe([0.9]), 100) is None
    assert prediction_interval(describe([0.999, 1.0]), 10)[1] == 1.0


@pytest.fixture
def found(experiment, configuration):
    def find(accuracy, ours):
        test = vars(PartResult(30, 0.3, accuracy))
        return find_notebook(experiment(configuration("a", ours)), made_up_results(test=test))

    return find


@pytest.mark.parametrize(
    ("accuracy", "ours", "verdict", "side"),
    [
        (0.953, ACCURACIES, "within", "within"),
        (0.972, ACCURACIES, "outside", "above"),
        (0.93, ACCURACIES, "outside", "below"),
        (0.93, [0.95], "one seed", None),
        (0.93, [0.95, None], "one seed", None),
    ],
)
def test_the_interval_decides(found, accuracy, ours, verdict, side) -> None:
    (one,) = found(accuracy, ours)
    assert (one.verdict, one.details["side"]) == (verdict, side)
    assert one.numbers["notebook"]["test_accuracy"] == accuracy
    assert one.numbers["notebook"]["train_loss"] == 0.05
    assert (one.numbers["notebook"]["steps"], one.numbers["our_steps"]) == (24, 48000)
    assert one.numbers["ours"]["test_accuracy"]["values"] == tuple(ours)
    assert one.evidence.runs == tuple(
        f"a-{seed}" for seed, value in enumerate(ours) if value is not None
    )


def test_nothing_is_compared_where_no_run_is_left(found) -> None:
    (one,) = found(0.9, [None])
    assert one.verdict == "no result"
    assert set(one.numbers) == {"notebook"}


@pytest.mark.parametrize(
    ("results", "details"),
    [
        (trained_longer(0.3, 0.31, 0.32), ("clear", True, False, "before")),
        (made_up_results(longer=turned([0.3, 0.31], at=4)), ("clear", True, False, "after")),
        (trained_longer(0.02, 0.3, 0.6), ("open", True, False, "before")),
        (made_up_results(longer=with_dips()), ("open", False, True, None)),
        (trained_longer(0.0, 0.0, 0.0), ("none seen", False, False, None)),
        (made_up_results(), ("unknown", False, False, None)),
    ],
)
def test_what_its_longer_trainings_show_is_told(experiment, configuration, results, details):
    (one,) = find_notebook(experiment(configuration("a", ACCURACIES)), results)
    names = ("turn", "rises_in_all", "dips", "stops")
    assert tuple(one.details[name] for name in names) == details


def test_their_lowest_losses_and_rises_are_counted(experiment, configuration):
    results = made_up_results(longer=[*turned([0.3], at=4), *turned([0.4], at=7)])
    for ours in (ACCURACIES, [None]):
        (one,) = find_notebook(experiment(configuration("a", ours)), results)
        longer = one.numbers["notebook"]["longer"]
        assert (longer["epochs"], longer["trainings"]) == (12, 2)
        assert (longer["earliest"], longer["latest"]) == (4, 7)
        assert (longer["smallest_rise"], longer["largest_rise"]) == pytest.approx((0.3, 0.4))


@pytest.mark.parametrize(
    ("accuracy", "ours", "words"),
    [
        (0.953, ACCURACIES, "there it lies, and nothing sets it apart from them."),
        (0.972, ACCURACIES, "it lies above that, which by chance is rare."),
        (0.93, ACCURACIES, "it lies below that, which by chance is rare."),
        (0.93, [0.95], "a single run does not say how far another may lie from it."),
        (0.93, [None], "no run of <em>&lt;a&gt;</em> is left to set beside it."),
    ],
)
def test_it_is_said_as_it_is(found, say, accuracy, ours, words) -> None:
    (one,) = found(accuracy, ours)
    text = say(one)
    assert text.startswith(f"The notebook’s network reaches a test accuracy of {accuracy!r} as")
    assert text.endswith(words)
