"""Draw one configuration's answers class by class."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import Illustration
from labbook.topics.classes import confused_images_figure as confused_images
from labbook.topics.classes import confusion_matrix_figure as confusion_matrix
from labbook.topics.classes import roc_figure as roc_curves
from labbook.topics.classes.class_evaluation import (
    ClassEvaluation,
    ConfusedImages,
    read_class_evaluation,
    read_confused_images,
)

CLASS_KINDS: dict[str, Callable[[ClassEvaluation, ConfusedImages, str], Illustration]] = {
    "roc_curves": roc_curves.illustrate,
    "confusion_matrix": confusion_matrix.illustrate,
    "confused_images": confused_images.illustrate,
}


def make(
    *, plan: Path, classes: Path, images: Path, index: Path, choice: Path | None = None
) -> None:
    """Read classes.json and confused_images.npz; write each figure and the index."""
    planned = read_experiment_plan(plan, choice)
    evaluation = read_class_evaluation(classes)
    confused = read_confused_images(images)
    label = planned.labels[evaluation.configuration]
    write_figures(
        index,
        {
            kind: partial(illustrate, evaluation, confused, label)
            for kind, illustrate in CLASS_KINDS.items()
        },
    )
