"""`compose`: the artifacts of a lab to its report as one HTML file."""

import argparse
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.lab_plan import read_lab_plan
from labbook.command_line import run_command
from labbook.report.collect import collect_report
from labbook.report.html import render_html


def main(argv: list[str] | None = None) -> None:
    """Write the page; runs' folders in the summaries are taken from the working directory."""
    parser = argparse.ArgumentParser(prog="compose", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the lab's plan (JSON)")
    parser.add_argument("--results", type=Path, required=True, help="the lab's results folder")
    parser.add_argument("--output", type=Path, required=True, help="the HTML file to write")
    arguments = parser.parse_args(argv)

    plan = read_lab_plan(arguments.plan)
    report = collect_report(plan, arguments.results)
    write_text(arguments.output, render_html(report, plan.template))


if __name__ == "__main__":
    run_command(main)
