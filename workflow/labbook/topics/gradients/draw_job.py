"""Draw the gradients of an experiment layer by layer: an SVG and a CSV a kind, and figures.json."""

import argparse
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.command_line import run_command
from labbook.figures.figure_files import write_figures
from labbook.topics.gradients.figure_data import load_gradients
from labbook.topics.gradients.figure_kinds import GRADIENT_KINDS
from labbook.topics.gradients.gradient_summary import read_gradient_summary


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw_gradients", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan, JSON")
    parser.add_argument("--gradients", type=Path, required=True, help="its gradients.json")
    parser.add_argument("--arrays", type=Path, required=True, help="its gradients_by_layer.npz")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan = read_experiment_plan(arguments.plan)
    data = load_gradients(plan, read_gradient_summary(arguments.gradients, arguments.arrays))
    write_figures(
        arguments.output_directory,
        {kind: partial(illustrate, data) for kind, illustrate in GRADIENT_KINDS.items()},
    )


if __name__ == "__main__":
    run_command(main)
