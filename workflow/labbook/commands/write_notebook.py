"""Execute and answer a lab's notebook: `python -m labbook.commands.write_notebook`."""

import argparse
import os
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.json_file import read_json
from labbook.artifacts.notebook_results import write_notebook_results
from labbook.artifacts.search import read_search
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.notebook.context import notebook_context
from labbook.notebook.written import write_notebook


def main(argv: list[str] | None = None) -> None:
    """Write the notebook with its outputs and answers, and what it has measured."""
    parser = argparse.ArgumentParser(prog="write_notebook", description=__doc__)
    parser.add_argument("--lab-plan", required=True, type=Path)
    parser.add_argument("--plan", required=True, type=Path, help="the experiment's plan")
    parser.add_argument("--template", required=True, help="name in templates/notebooks/")
    parser.add_argument("--dataset-file", required=True, type=Path)
    parser.add_argument("--dataset-sha256", required=True, help="content checksum it must have")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--output-json", required=True, type=Path)
    arguments = parser.parse_args(argv)
    plan = read_experiment_plan(arguments.plan)
    if plan.get("search") and not read_search(Path(plan["search"]["choice"])).chosen:
        raise LabbookError(
            f"The search of {plan['experiment']} has chosen no network, so the notebook has none "
            "to train; mend what its trials ended with, or leave the notebook out."
        )
    # The notebook reads the file by itself; that it is the right one is seen to here.
    read_checked_dataset(arguments.dataset_file, arguments.dataset_sha256)
    data_file = Path(os.path.relpath(arguments.dataset_file, arguments.output.parent)).as_posix()
    context = notebook_context(read_json(arguments.lab_plan), plan, data_file)
    results = write_notebook(arguments.output, arguments.template, context, plan["experiment"])
    write_notebook_results(arguments.output_json, results)


if __name__ == "__main__":
    run_command(main)
