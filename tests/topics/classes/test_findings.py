"""The test of equal recalls, held against the textbook and against chance."""

import numpy as np
import pytest
from scipy.stats import chi2

from labbook.metrics.confidence import SIGNIFICANCE
from labbook.topics.classes.findings import equal_recalls_p


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
