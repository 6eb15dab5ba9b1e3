"""Answer the questions of a lab's notebook, and put its outputs beside the words of its reader."""

from dataclasses import replace
from pathlib import Path

from labbook.artifacts.lab_plan import LabPlan, read_lab_plan
from labbook.artifacts.notebook_plan import read_notebook_plan
from labbook.topics.notebook.answers import Answers, answer
from labbook.topics.notebook.context import Context, notebook_context, settings_of
from labbook.topics.notebook.results_file import read_notebook_results
from labbook.topics.notebook.template import (
    read_executed,
    render_cells,
    with_outputs,
    write_executed,
)


def in_words(context: Context, plan: LabPlan, answers: Answers | None) -> Context:
    """The context once the code has run, with the names of the lab's plan."""
    identity = plan.identity
    authors = [f"{identity['first_name']} {identity['last_name']}", identity.get("partner") or ""]
    return replace(
        context,
        title=plan.title,
        assignment=plan.assignment,
        author=" and ".join(filter(None, authors)),
        course=identity["course"],
        date=identity["date"],
        answers=answers,
    )


def make(
    *,
    plan: Path,
    words: Path,
    executed: Path,
    measured: Path,
    notebook: Path,
    choice: Path | None = None,
) -> None:
    """Write the notebook with its outputs and answers.

    `words`: the lab's plan, with title and names. `choice`: what a search has chosen.
    """
    planned = read_notebook_plan(plan)
    context = in_words(
        notebook_context(planned, settings_of(planned, choice)),
        read_lab_plan(words),
        answer(read_notebook_results(measured)),
    )
    answered = render_cells(planned.template, context)
    write_executed(notebook, with_outputs(answered, read_executed(executed)))
