"""A notebook from plans and data to its file: executed, answered, checked."""

from dataclasses import replace
from pathlib import Path

import nbformat

from labbook.artifacts.atomic import write_text
from labbook.artifacts.typed_json import typed
from labbook.errors import LabbookError
from labbook.topics.notebook.answers import answer
from labbook.topics.notebook.context import Context
from labbook.topics.notebook.execution import execute
from labbook.topics.notebook.results_file import NotebookResults
from labbook.topics.notebook.template import TEMPLATES, render_cells, with_outputs


def write_notebook(
    path: Path, template: str, context: Context, experiment: str, templates: Path = TEMPLATES
) -> NotebookResults:
    """Execute the notebook in the folder of `path`, write it there, and give what it measured.

    Raises LabbookError, and leaves the file as it is, if a cell fails or a result is not finite.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    executed, measured = execute(render_cells(template, context, templates), path.parent, template)
    network = context.network
    try:
        results = typed(
            {
                **measured,
                "experiment": experiment,
                "settings": network.settings,
                "seed": network.seed,
            },
            NotebookResults,
        )
    except (TypeError, ValueError) as error:
        raise LabbookError(
            f"templates/notebooks/{template}.md.j2 has left results that are not whole ({error}); "
            "if a loss is no number, its training has diverged: choose a smaller learning rate."
        ) from None
    answered = render_cells(template, replace(context, answers=answer(results)), templates)
    notebook = with_outputs(answered, executed)
    nbformat.validate(notebook)
    write_text(path, nbformat.writes(notebook) + "\n")
    return results
