"""Draw one configuration's answers class by class."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.topics.classes.class_evaluation import read_class_evaluation
from labbook.topics.classes.confused_images import read_confused_images
from labbook.topics.classes.figure_kinds import CLASS_KINDS


def make(
    *, plan: Path, classes: Path, images: Path, index: Path, choice: Path | None = None
) -> None:
    """Read classes.json and confused_images.npz; write each figure and the index."""
    planned = read_experiment_plan(plan, choice)
    labels = {one["name"]: one["label"] for one in planned["configurations"]}
    evaluation = read_class_evaluation(classes)
    confused = read_confused_images(images)
    label = labels[evaluation.configuration]
    write_figures(
        index,
        {
            kind: partial(illustrate, evaluation, confused, label)
            for kind, illustrate in CLASS_KINDS.items()
        },
    )
