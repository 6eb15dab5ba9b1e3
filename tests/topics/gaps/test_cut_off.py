"""What answers of zero cost where the output is a ReLU."""

import math
from dataclasses import replace

import numpy as np
import pytest

from labbook.artifacts.spec import OutputLayer, Task
from labbook.metrics.cut_off import count_cut_off
from labbook.topics.gaps.cut_off import find_cut_off

COST = -math.log(1e-7)


def relu_output(configuration, stuck, train_losses, test_losses, dead=()):
    """One run for each entry: its cut-off answers to 10,000 test images, and its losses."""
    one = configuration(
        "a",
        [0.902 if seed in dead else 0.99 for seed in range(len(stuck))],
        by_seed=[
            {"train_loss": train, "test_loss": test}
            for train, test in zip(train_losses, test_losses, strict=True)
        ],
    )
    settings = replace(
        one.settings,
        engine="keras",
        loss="binary_crossentropy",
        output=OutputLayer(1, "relu"),
        task=Task("one_against_rest", 0),
    )
    runs = [replace(run, cut_off_answers=n) for run, n in zip(one.runs, stuck, strict=True)]
    return replace(one, settings=settings, runs=tuple(runs))


def test_dead_runs_and_single_images(experiment, configuration, say):
    images = [0, 1, 7]  # of 48,000 that are trained on
    one = relu_output(
        configuration,
        [980, 0, 4],
        [0.098 * COST, *(n * COST / 48000 for n in images[1:])],
        [0.098 * COST, 0.01, 4 * COST / 10000 / 0.8],
        dead=[0],
    )
    (found,) = find_cut_off(experiment(one))
    assert (found.verdict, found.details["whole"]) == ("whole class", True)
    assert found.numbers["share"] == 0.098
    assert (
        found.numbers["fewest_training_images"],
        found.numbers["most_training_images"],
    ) == (1, 7)
    assert found.numbers["largest_part"] == pytest.approx(0.8)
    text = say(found)
    assert (
        "With every one answered so, 0.098 as percent of the test images, the loss is "
        f"{0.098 * COST!r}: that is where 1 of 3 runs end" in text
    )
    assert f"are 1 to 7 times {COST!r}/48000" in text
    assert "4 are answered so in 1 of the other 2 runs, and make " in text


def test_losses_between_whole_numbers_are_not_called_single_images(experiment, configuration, say):
    one = relu_output(configuration, [3, 2], [1.3 * COST / 48000, 2 * COST / 48000], [0.02, 0.01])
    (found,) = find_cut_off(experiment(one))
    assert (found.verdict, found.details["whole"]) == ("single images", False)
    text = say(found)
    assert "training losses" not in text
    assert "2 to 3 are answered so in each of the 2 runs" in text


def test_only_of_a_relu_and_only_where_an_answer_is_cut_off(experiment, configuration):
    none = relu_output(configuration, [0, 0], [0.1, 0.1], [0.1, 0.1])
    sigmoid = relu_output(configuration, [5, 5], [0.1, 0.1], [0.1, 0.1])
    settings = replace(sigmoid.settings, output=OutputLayer(1, "sigmoid"))
    assert find_cut_off(experiment(none)) == []
    assert find_cut_off(experiment(replace(sigmoid, settings=settings))) == []


def test_answers_are_counted_for_the_true_class():
    # That 1.0 is wrong, too, but it is no answer of zero.
    assert count_cut_off(np.array([[0.0], [0.0], [1.0], [0.3]]), np.array([1, 0, 0, 1])) == 1
    of_classes = np.array([[1.0, 0.0], [0.5, 0.5]], dtype=np.float32)
    assert count_cut_off(of_classes, np.array([1, 1])) == 1
