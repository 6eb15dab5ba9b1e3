"""Execute a lab's notebook, and answer its questions."""

import os
from pathlib import Path

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.experiment_plan import RunSettings, read_settings
from labbook.artifacts.notebook_plan import NotebookPlan, read_notebook_plan
from labbook.artifacts.search import read_search
from labbook.errors import LabbookError
from labbook.topics.notebook.context import notebook_context
from labbook.topics.notebook.results_file import write_notebook_results
from labbook.topics.notebook.write_notebook import write_notebook


def make(
    *,
    plan: Path,
    dataset_file: Path,
    dataset_sha256: str,
    notebook: Path,
    measured: Path,
    choice: Path | None = None,
) -> None:
    """Write the notebook with its outputs and answers, and what it has measured.

    `choice`: what a search has chosen, where the notebook trains that.
    """
    planned = read_notebook_plan(plan)
    settings = planned.settings or _chosen(planned, choice)
    # The notebook reads the file by itself; here we see to it that it is the right one.
    read_checked_dataset(dataset_file, dataset_sha256)
    data_file = Path(os.path.relpath(dataset_file, notebook.parent)).as_posix()
    context = notebook_context(planned, settings, data_file)
    results = write_notebook(notebook, planned.template, context, planned.experiment)
    write_notebook_results(measured, results)


def _chosen(plan: NotebookPlan, choice: Path | None) -> RunSettings:
    """Settings of the network that a search has chosen; raises LabbookError if there is none."""
    chosen = read_search(choice).chosen if choice else None
    if chosen is None:
        raise LabbookError(
            f"The search of {plan.experiment} has chosen no network, so the notebook has none "
            "to train; mend what its trials ended with, or leave the notebook out."
        )
    return read_settings(chosen.candidate)
