"""Draw the figures of one experiment: an SVG and a CSV for each kind, and figures.json."""

import argparse
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.summary import read_summary
from labbook.command_line import run_command
from labbook.figures.figure_files import write_figures
from labbook.figures.kinds import KINDS


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan, JSON")
    parser.add_argument("--summary", type=Path, required=True, help="its summary.json")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan, summary = read_experiment_plan(arguments.plan), read_summary(arguments.summary)
    write_figures(
        arguments.output_directory,
        {kind: partial(illustrate, plan, summary) for kind, illustrate in KINDS.items()},
    )


if __name__ == "__main__":
    run_command(main)
