"""Scores of each class, held against their definitions counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.topics.classes.evaluate_job import count_answers, roc_curves, score_classes

CLASSES = 3


@st.composite
def answers(draw):
    """Probabilities on a coarse grid, so that ties are common, and labels."""
    n = draw(st.integers(1, 12))
    cells = st.lists(st.integers(0, 4), min_size=CLASSES * n, max_size=CLASSES * n)
    labels = draw(st.lists(st.integers(0, CLASSES - 1), min_size=n, max_size=n))
    probabilities = np.array(draw(cells), dtype=np.float32).reshape(n, CLASSES) / 4
    return probabilities, np.array(labels, dtype=np.uint8)


def ratio(part, whole):
    return part / whole if whole else None


@given(answers())
def test_scores_are_those_of_their_definitions(drawn) -> None:
    probabilities, labels = drawn
    said = probabilities.argmax(axis=1)
    matrix = count_answers(probabilities, labels)
    scores = score_classes(probabilities, labels)
    for one in range(CLASSES):
        for other in range(CLASSES):
            assert matrix[one, other] == np.sum((labels == one) & (said == other))
        right = np.sum((labels == one) & (said == one))
        precision = ratio(right, np.sum(said == one))
        recall = ratio(right, np.sum(labels == one))
        f1 = None
        if precision is not None and recall is not None:
            f1 = ratio(2 * precision * recall, precision + recall) or 0.0
        for name, expected in (("precision", precision), ("recall", recall), ("f1", f1)):
            found = scores[name][one]
            assert (found is None) == (expected is None), name
            assert expected is None or found == pytest.approx(expected)
        assert scores["auc"][one] == (
            None if (auc := area(probabilities[:, one], labels == one)) is None else approx(auc)
        )


def approx(value):
    return pytest.approx(value, abs=1e-12)


def area(given_, belongs):
    """The share of pairs, one of the class and one of the rest, in the right order."""
    inside, outside = given_[belongs], given_[~belongs]
    if not len(inside) or not len(outside):
        return None
    above = np.sum(inside[:, None] > outside) + np.sum(inside[:, None] == outside) / 2
    return above / (len(inside) * len(outside))


@given(answers())
def test_curves_rise_from_corner_to_corner_over_the_area_of_their_score(drawn) -> None:
    probabilities, labels = drawn
    aucs = score_classes(probabilities, labels)["auc"]
    curves = roc_curves(probabilities, labels)
    assert len(curves) == CLASSES
    for curve, auc in zip(curves, aucs, strict=True):
        x, y = curve.false_positive_rates, curve.true_positive_rates
        assert len(x) == len(y)
        if auc is None:
            assert x == ()
            continue
        assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
        assert list(x) == sorted(x)
        assert list(y) == sorted(y)
        assert np.trapezoid(y, x) == approx(auc)
