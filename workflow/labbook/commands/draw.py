"""Draw the figures of one experiment: an SVG and a CSV for each kind, and figures.json."""

import argparse
import csv
import io
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.figure_index import FigureEntry, write_figure_index
from labbook.artifacts.json_file import read_json
from labbook.command_line import run_command
from labbook.figures.kinds import KINDS
from labbook.figures.style import drawing_style
from labbook.figures.svg import figure_to_svg


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="draw", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan, JSON")
    parser.add_argument("--summary", type=Path, required=True, help="its summary.json")
    parser.add_argument("--output-directory", type=Path, required=True)
    arguments = parser.parse_args(argv)
    plan, summary = read_experiment_plan(arguments.plan), read_json(arguments.summary)
    entries = []
    for kind, illustrate in KINDS.items():
        with drawing_style():
            illustration = illustrate(plan, summary)
            svg = figure_to_svg(illustration.figure)
        write_text(arguments.output_directory / f"{kind}.svg", svg)
        write_text(arguments.output_directory / f"{kind}.csv", _csv(illustration.table))
        if not illustration.in_report:
            continue
        entries.append(
            FigureEntry(
                kind,
                f"{kind}.svg",
                illustration.title,
                illustration.caption,
                illustration.alternative,
            )
        )
    write_figure_index(arguments.output_directory / "figures.json", entries)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    run_command(main)
