"""Evaluate the answers of an experiment class by class."""

from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.summary import read_summary
from labbook.topics.classes.choose_confused_images import find_confused_images
from labbook.topics.classes.class_evaluation import write_class_evaluation
from labbook.topics.classes.confused_images import write_confused_images
from labbook.topics.classes.evaluate_classes import evaluate_classes, read_shown_run


def make(
    *, summary: Path, dataset_file: Path, dataset_sha256: str, classes: Path, images: Path
) -> None:
    """Read the summary, its runs' predictions and the data; write classes.json and the images."""
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    summarized = read_summary(summary)
    evaluation = evaluate_classes(summarized, dataset.test_labels)
    confused = find_confused_images(
        evaluation.pairs, read_shown_run(summarized, evaluation), dataset.test_images
    )
    write_class_evaluation(classes, evaluation)
    write_confused_images(images, confused)
