"""Evaluate an experiment class by class: `python -m labbook.topics.classes.evaluate_job`."""

import argparse
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.summary import read_summary
from labbook.command_line import run_command
from labbook.topics.classes.choose_confused_images import find_confused_images
from labbook.topics.classes.class_evaluation import write_class_evaluation
from labbook.topics.classes.confused_images import write_confused_images
from labbook.topics.classes.evaluate_classes import evaluate_classes, read_shown_run


def main(argv: list[str] | None = None) -> None:
    """Read the summary, its runs' predictions and the data; write classes.json and the images."""
    parser = argparse.ArgumentParser(prog="evaluate_classes", description=__doc__)
    parser.add_argument("--summary", required=True, type=Path, help="the experiment's summary")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output-classes", required=True, type=Path)
    parser.add_argument("--output-images", required=True, type=Path)
    arguments = parser.parse_args(argv)
    dataset = read_checked_dataset(arguments.dataset_file, arguments.dataset_sha256)
    summary = read_summary(arguments.summary)
    evaluation = evaluate_classes(summary, dataset.test_labels)
    confused = find_confused_images(
        evaluation.pairs, read_shown_run(summary, evaluation), dataset.test_images
    )
    write_class_evaluation(arguments.output_classes, evaluation)
    write_confused_images(arguments.output_images, confused)


if __name__ == "__main__":
    run_command(main)
