"""How probable a network thinks its answers."""

import numpy as np
import pytest

from labbook.metrics.classification import sureness


def test_the_answers_probabilities_and_those_of_wrong_ones() -> None:
    found = sureness(np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]]), np.array([0, 1, 0]))
    assert found is not None
    assert found.answer_probability == pytest.approx(0.8)
    assert found.wrong_answer_probability == pytest.approx(0.7)
    # Each answer has a bin of its own: gaps of 0.1, 0.2 and, of the wrong one, 0.7.
    assert found.calibration_error == pytest.approx(1 / 3)


def test_a_single_output_is_as_sure_of_no_as_of_yes() -> None:
    found = sureness(np.array([[0.9], [0.2]]), np.array([1, 0]))
    assert found is not None
    assert found.answer_probability == pytest.approx(0.85)
    assert found.wrong_answer_probability is None


def test_calibrated_answers_are_right_as_often_as_they_are_sure() -> None:
    generator = np.random.default_rng(0)
    probability = generator.uniform(0.5, 1, 100_000)
    labels = (generator.uniform(size=100_000) > probability).astype(np.uint8)
    found = sureness(np.stack([probability, 1 - probability], axis=1), labels)
    assert found is not None
    right = float((labels == 0).mean())
    assert found.calibration_error < 0.01
    assert abs(found.answer_probability - right) < 4 * found.answer_probability_error


def test_what_is_no_probability_has_none() -> None:
    assert sureness(np.array([[1.5], [0.2]]), np.array([1, 0])) is None
    assert sureness(np.array([[np.nan], [0.2]]), np.array([1, 0])) is None
