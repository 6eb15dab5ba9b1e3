"""Draw one's own digit and what the networks of a lab make of it: SVG and CSV, and figures.json."""

import argparse
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.command_line import run_command
from labbook.figures.figure_files import write_figures
from labbook.topics.own_digit import image_figure as own_digit
from labbook.topics.own_digit import probabilities_figure as own_digit_probabilities
from labbook.topics.own_digit.answers_file import read_own_digit
from labbook.topics.own_digit.images_file import read_own_digit_images


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw_own_digit", description=__doc__)
    parser.add_argument("--images", type=Path, required=True, help="own_digit.npz")
    parser.add_argument("--answers", type=Path, required=True, help="own_digit.json")
    parser.add_argument("--plan", type=Path, nargs="+", required=True, help="of each experiment")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    images = read_own_digit_images(arguments.images)
    answers = read_own_digit(arguments.answers)
    labels = {
        (plan.experiment, name): label
        for plan in map(read_experiment_plan, arguments.plan)
        for name, label in plan.labels.items()
    }
    write_figures(
        arguments.output_directory,
        {
            "own_digit": partial(own_digit.illustrate, images),
            "own_digit_probabilities": partial(own_digit_probabilities.illustrate, answers, labels),
        },
    )


if __name__ == "__main__":
    run_command(main)
