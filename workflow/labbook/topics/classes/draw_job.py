"""Draw one configuration's answers class by class: an SVG and a CSV a kind, and figures.json."""

import argparse
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.command_line import run_command
from labbook.figures.figure_files import write_figures
from labbook.topics.classes.class_evaluation import read_class_evaluation
from labbook.topics.classes.confused_images import read_confused_images
from labbook.topics.classes.figure_kinds import CLASS_KINDS


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw_classes", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan, JSON")
    parser.add_argument("--classes", type=Path, required=True, help="its classes.json")
    parser.add_argument("--images", type=Path, required=True, help="its confused_images.npz")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan = read_experiment_plan(arguments.plan)
    evaluation = read_class_evaluation(arguments.classes)
    confused = read_confused_images(arguments.images)
    label = plan.labels[evaluation.configuration]
    write_figures(
        arguments.output_directory,
        {
            kind: partial(illustrate, evaluation, confused, label)
            for kind, illustrate in CLASS_KINDS.items()
        },
    )


if __name__ == "__main__":
    run_command(main)
