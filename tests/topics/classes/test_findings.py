"""The test of equal recalls, held against the textbook and against chance."""

import numpy as np
import pytest
from scipy.stats import chi2

from labbook.metrics.confidence import SIGNIFICANCE
from labbook.topics.classes.findings import equal_recalls_p, find_confusion
from made_up_evaluation import made_up_evaluation


def test_many_errors_are_tested_by_the_chi_square_distribution() -> None:
    # 20, 30 and 40 of a hundred wrong; 30 expected in each.
    statistic = sum((wrong - 30) ** 2 * (1 / 30 + 1 / 70) for wrong in (20, 30, 40))
    assert equal_recalls_p([80, 70, 60], [20, 30, 40]) == pytest.approx(chi2.sf(statistic, 2))


def test_few_errors_are_tested_by_drawn_tables_and_always_alike() -> None:
    p = equal_recalls_p([9, 10], [1, 0])
    assert p == 1.0
    p = equal_recalls_p([100, 100, 97], [0, 0, 3])
    assert p == equal_recalls_p([100, 100, 97], [0, 0, 3])
    # All three errors fall into one of three classes of equal size in about one case of nine.
    assert p == pytest.approx(1 / 9, abs=0.02)


def test_classes_without_images_do_not_count() -> None:
    assert equal_recalls_p([80, 0, 60], [20, 0, 40]) == equal_recalls_p([80, 60], [20, 40])


@pytest.mark.parametrize(
    ("right", "wrong"), [([5, 5], [0, 0]), ([0, 0], [5, 5]), ([3, 0], [2, 0]), ([], [])]
)
def test_there_may_be_nothing_to_test(right, wrong) -> None:
    assert equal_recalls_p(right, wrong) is None


def test_chance_alone_is_seldom_called_more() -> None:
    random = np.random.default_rng(3)
    for rate, most in ((0.3, 0.08), (0.02, 0.08)):
        wrong = random.binomial(100, rate, size=(200, 10))
        called = [(equal_recalls_p(100 - row, row) or 1.0) < SIGNIFICANCE for row in wrong]
        assert np.mean(called) < most


def found(experiment, configuration, *confusions):
    runs = configuration("units-64", [0.9] * len(confusions))
    keys = [run.key for run in runs.runs]
    (one,) = find_confusion(
        experiment(runs), made_up_evaluation(confusions, ("0", "1", "2"), keys=keys)
    )
    return one


@pytest.mark.parametrize(
    ("scale", "shown"),
    # 7 of 100 images against 6; 70 of 1000 against 5, and 930 right ones against 992 and 995.
    [
        ([[93, 7, 0], [6, 94, 0], [0, 1, 99]], False),
        ([[930, 70, 0], [3, 992, 5], [5, 0, 995]], True),
    ],
)
def test_what_leads_by_chance_is_not_called_the_first(experiment, configuration, say, scale, shown):
    one = found(experiment, configuration, np.array(scale), np.array(scale))
    details = one.details
    assert [details["pair_shown"], details["lowest_shown"]] == [shown, shown]
    assert not details["highest_shown"]
    assert ("Another may be as common" in say(one)) == (not shown)
    told = "The lowest is told apart from the next, the highest is not." if shown else "Neither is"
    assert told in say(one)
