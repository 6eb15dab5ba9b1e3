"""Execute and answer a lab's notebook: `python -m labbook.topics.notebook.write_job`."""

import argparse
import os
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.notebook_plan import NotebookPlan, read_notebook_plan
from labbook.artifacts.run_settings import RunSettings, read_settings
from labbook.artifacts.search import read_search
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.topics.notebook.context import notebook_context
from labbook.topics.notebook.results_file import write_notebook_results
from labbook.topics.notebook.write_notebook import write_notebook


def main(argv: list[str] | None = None) -> None:
    """Write the notebook with its outputs and answers, and what it has measured."""
    parser = argparse.ArgumentParser(prog="write_notebook", description=__doc__)
    parser.add_argument("--plan", required=True, type=Path, help="the notebook's plan")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--output-json", required=True, type=Path)
    arguments = parser.parse_args(argv)
    plan = read_notebook_plan(arguments.plan)
    settings = plan.settings or _chosen(plan)
    # The notebook reads the file by itself; that it is the right one is seen to here.
    read_checked_dataset(arguments.dataset_file, arguments.dataset_sha256)
    data_file = Path(os.path.relpath(arguments.dataset_file, arguments.output.parent)).as_posix()
    context = notebook_context(plan, settings, data_file)
    results = write_notebook(arguments.output, plan.template, context, plan.experiment)
    write_notebook_results(arguments.output_json, results)


def _chosen(plan: NotebookPlan) -> RunSettings:
    """Settings of the network that a search has chosen; raises LabbookError if there is none."""
    chosen = read_search(Path(plan.choice or "")).chosen
    if chosen is None:
        raise LabbookError(
            f"The search of {plan.experiment} has chosen no network, so the notebook has none "
            "to train; mend what its trials ended with, or leave the notebook out."
        )
    return read_settings(chosen.candidate)


if __name__ == "__main__":
    run_command(main)
