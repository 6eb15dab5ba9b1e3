"""Choose the best trial of a search, by validation accuracy: `python -m labbook.commands.choose`.

It reads the plan and the directories of the trials, which never saw a test image.
"""

import argparse
from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.search import write_search, write_search_table
from labbook.command_line import run_command
from labbook.metrics.trials import summarize_trials


def main(argv: list[str] | None = None) -> None:
    """Write search.json and search.csv."""
    parser = argparse.ArgumentParser(prog="choose", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the experiment's plan")
    parser.add_argument(
        "--attempts", type=Path, help="records of attempts at runs: a trial may have failed"
    )
    parser.add_argument("--output-json", type=Path, required=True)
    parser.add_argument("--output-csv", type=Path, required=True)
    arguments = parser.parse_args(argv)
    search = summarize_trials(read_json(arguments.plan), arguments.attempts)
    write_search(arguments.output_json, search)
    write_search_table(arguments.output_csv, search)


if __name__ == "__main__":
    run_command(main)
