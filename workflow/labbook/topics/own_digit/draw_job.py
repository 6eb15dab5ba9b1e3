"""Draw one's own digit, and what the networks of a lab make of it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.topics.own_digit import image_figure, probabilities_figure
from labbook.topics.own_digit.own_digit_files import read_own_digit, read_own_digit_images


def make(
    *,
    images: Path,
    answers: Path,
    plans: Mapping[str, Path],
    index: Path,
    choices: Mapping[str, Path] | None = None,
) -> None:
    """Read own_digit.npz and own_digit.json; write each figure and the index.

    `plans` and `choices` by experiment: the labels of its configurations are in them.
    """
    labels: dict[tuple[str, str], str] = {}
    for experiment, path in plans.items():
        plan = read_experiment_plan(path, (choices or {}).get(experiment))
        labels |= {(experiment, name): label for name, label in plan.labels.items()}
    drawn = read_own_digit_images(images)
    answered = read_own_digit(answers)
    write_figures(
        index,
        {
            "own_digit": partial(image_figure.illustrate, drawn),
            "own_digit_probabilities": partial(probabilities_figure.illustrate, answered, labels),
        },
    )
