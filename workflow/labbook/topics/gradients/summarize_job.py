"""Summarize the gradients of an experiment: `python -m labbook.topics.gradients.summarize_job`."""

import argparse
from pathlib import Path

from labbook.artifacts.summary import read_summary
from labbook.command_line import run_command
from labbook.topics.gradients.gradient_summary import write_gradient_summary
from labbook.topics.gradients.summarize_gradients import summarize_gradients


def main(argv: list[str] | None = None) -> None:
    """Read the summary and its runs' gradients; write gradients.json and the arrays."""
    parser = argparse.ArgumentParser(prog="summarize_gradients", description=__doc__)
    parser.add_argument("--summary", required=True, type=Path, help="the experiment's summary")
    parser.add_argument("--output-json", required=True, type=Path)
    parser.add_argument("--output-arrays", required=True, type=Path)
    arguments = parser.parse_args(argv)
    summary = summarize_gradients(read_summary(arguments.summary))
    write_gradient_summary(arguments.output_json, arguments.output_arrays, summary)


if __name__ == "__main__":
    run_command(main)
