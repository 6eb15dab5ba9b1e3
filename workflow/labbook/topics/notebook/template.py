"""From a template in Markdown, with fenced cells of Python, to the cells of a notebook."""

from pathlib import Path

import jupytext
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from nbformat import NotebookNode

from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.topics.notebook.context import Context
from labbook.topics.notebook.prose import lint_notebook
from labbook.topics.notebook.wording import FILTERS

TEMPLATES = PROJECT / "templates" / "notebooks"
# Each heading begins a cell.
FORMAT = {"extension": ".md", "split_at_heading": True}
# As ipykernel calls itself: JupyterLab would else take the file for changed as it opens it.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def render_cells(name: str, context: Context, templates: Path = TEMPLATES) -> NotebookNode:
    """The notebook by `<name>.md.j2`, not executed; the same context gives the same notebook.

    Raises LabbookError for a template that is missing, cannot be rendered, or has a digit typed
    into its prose.
    """
    file = f"{name}.md.j2"
    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= FILTERS
    shown = f"templates/notebooks/{file}"
    try:
        assert environment.loader is not None
        source, _, _ = environment.loader.get_source(environment, file)
        lint_notebook(environment, source, shown)
        text = environment.get_template(file).render(**vars(context))
    except TemplateNotFound:
        raise LabbookError(f"The notebook needs {shown}, which is missing.") from None
    except TemplateError as error:
        raise LabbookError(f"{shown} cannot be rendered: {error}.") from error
    return _notebook(text)


def _notebook(text: str) -> NotebookNode:
    cells = []
    for number, cell in enumerate(jupytext.reads(text, fmt=FORMAT).cells, 1):
        make = (
            nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        )
        # By their place: random ones would differ from build to build.
        cells.append(make(cell.source, id=f"cell-{number}"))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def code_of(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def with_outputs(answered: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """The text of `answered` with the executed code cells of `executed`.

    Raises LabbookError if the code of the two is not the same.
    """
    if code_of(answered) != code_of(executed):
        raise LabbookError(
            "The code of the notebook's template depends on its results; only its Markdown may."
        )
    outputs = iter([cell for cell in executed.cells if cell.cell_type == "code"])
    cells = []
    for cell in answered.cells:
        if cell.cell_type == "code":
            done = next(outputs)
            cells.append(
                nbformat.v4.new_code_cell(
                    cell.source,
                    id=cell.id,
                    execution_count=done.execution_count,
                    outputs=done.outputs,
                )
            )
        else:
            cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=executed.metadata)
