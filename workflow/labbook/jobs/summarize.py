"""Summarize the runs of one experiment: `python -m labbook.jobs.summarize`."""

import argparse
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.right_answers import write_right_answers
from labbook.artifacts.summary import write_summary, write_summary_table
from labbook.command_line import run_command
from labbook.metrics.right_answers import find_right_answers
from labbook.metrics.summarize import summarize_experiment


def main(argv: list[str] | None = None) -> None:
    """Read the plan and its runs; write summary.json, summary.csv and right_answers.npz."""
    parser = argparse.ArgumentParser(prog="summarize", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan")
    parser.add_argument(
        "--attempts", type=Path, help="records of attempts at runs: those that failed become gaps"
    )
    parser.add_argument("--output-json", type=Path, required=True)
    parser.add_argument("--output-csv", type=Path, required=True)
    parser.add_argument("--output-right-answers", type=Path, required=True)
    arguments = parser.parse_args(argv)
    summary = summarize_experiment(read_experiment_plan(arguments.plan), arguments.attempts)
    write_summary(arguments.output_json, summary)
    write_summary_table(arguments.output_csv, summary)
    write_right_answers(arguments.output_right_answers, find_right_answers(summary))


if __name__ == "__main__":
    run_command(main)
