"""Whether a run is better than answers that do not look at the image."""

import numpy as np
import pytest

from labbook.metrics.fixed_answer import no_better_loss, p_better_answers

LABELS = np.repeat([0, 1], [900, 100])


def found(n_found, n_false_alarms=0):
    """The p-value of a network that finds so many of 100, with so many false alarms."""
    answers = np.zeros(1000, int)
    answers[900 : 900 + n_found] = 1
    answers[:n_false_alarms] = 1
    return p_better_answers(answers, LABELS)


def test_thirteen_of_a_hundred_without_a_false_alarm_have_learned() -> None:
    assert found(13) == pytest.approx(0.5**13)
    assert found(13, 13) > 0.5
    assert found(0) == 1


@pytest.mark.parametrize(("given", "no_better"), [(0.1, True), (0.5, True), (0.1001, True)])
def test_one_answer_for_all_is_no_better_than_the_frequencies(given, no_better) -> None:
    assert no_better_loss(np.full((1000, 1), given), LABELS) == no_better


def test_a_loss_that_tells_images_apart_is_better() -> None:
    assert not no_better_loss(np.where(LABELS, 0.3, 0.05)[:, np.newaxis], LABELS)
    # The other way round, of a ReLU that says zero to everything, and of a run that diverged.
    assert no_better_loss(np.where(LABELS, 0.05, 0.3)[:, np.newaxis], LABELS)
    assert no_better_loss(np.zeros((1000, 1)), LABELS)
    assert no_better_loss(np.full((1000, 1), np.nan), LABELS)


def test_ten_classes_by_their_frequency() -> None:
    labels = np.arange(1000) % 10
    flat = np.full((1000, 10), 0.1)
    assert no_better_loss(flat, labels)
    flat[np.arange(1000), labels] += 0.05
    assert not no_better_loss(flat, labels)
