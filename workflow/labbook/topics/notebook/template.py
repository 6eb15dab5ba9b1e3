"""From a template in Markdown, with fenced cells of Python, to a notebook and its file."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from nbformat import NotebookNode

from labbook.artifacts.atomic import write_text
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.report.prose_lint import typed_numbers
from labbook.text.number_words import count_word
from labbook.text.numbers import area, in_plain_characters, loss, percentage
from labbook.text.rounding import PERCENT_DECIMALS
from labbook.topics.notebook.context import Context

# Code in Markdown: in fences, or in backquotes.
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
MINUTE = 60
TEMPLATES = PROJECT / "templates" / "notebooks"
# Each heading begins a cell.
FORMAT = {"extension": ".md", "split_at_heading": True}
# As ipykernel calls itself: JupyterLab would else take the file for changed as it opens it.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def lint_notebook(environment: Environment, source: str, name: str) -> None:
    """Raises LabbookError for the first number that is typed into the prose of the template `name`.

    In code, numbers stand as a reader types them: what stands in fences or in backquotes is blanked
    first, every line where it was. The lint of the report reads the rest.
    """
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), source)
    for line, text in typed_numbers(environment, prose):
        raise LabbookError(
            f"{name}, line {line}: a number is typed into the prose, “{text}”. Write a value of "
            "the notebook through a filter, such as {{ answers.confusion.right | integer }}; put a "
            "name that has a digit into backquotes."
        )


def integer(value: float) -> str:
    """48,000."""
    return f"{round(value):,}"


def percent(value: float, decimals: int = PERCENT_DECIMALS) -> str:
    """A fraction of one: 0.9781 is 97.81 %."""
    return in_plain_characters(percentage(value, decimals))


def points(value: float) -> str:
    """A difference of two fractions, without its sign: 0.0012 is 0.12 percentage points."""
    return f"{100 * abs(value):.{PERCENT_DECIMALS}f} percentage points"


def duration(seconds: float) -> str:
    """0.32 seconds, 3.2 seconds, 45 seconds, 2 minutes and 5 seconds."""
    if seconds < 1:
        return f"{seconds:.2f} seconds"
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), MINUTE)
    if not minutes:
        return f"{rest} seconds"
    return f"{counted(minutes, 'minute')} and {counted(rest, 'second')}"


def counted(value: int, word: str) -> str:
    """1 epoch, 5 epochs."""
    return f"{integer(value)} {word}{'' if value == 1 else 's'}"


def and_list(items: Sequence[object]) -> str:
    """`a`, `a and b`, `a, b, and c`."""
    words = list(map(str, items))
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


FILTERS: dict[str, Callable[..., Any]] = {
    "and_list": and_list,
    "area": area,
    "count_word": count_word,
    "counted": counted,
    "duration": duration,
    "integer": integer,
    "loss": loss,
    "percent": percent,
    "points": points,
}


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
    new_cell = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    # The cells are named by their place: random names would differ from build to build.
    cells = [
        new_cell[cell.cell_type](cell.source, id=f"cell-{number}")
        for number, cell in enumerate(jupytext.reads(text, fmt=FORMAT).cells, 1)
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def code_of(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in _code_cells(notebook)]


def with_outputs(answered: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """`answered`, changed: its code cells get the outputs that those of `executed` have.

    Raises LabbookError if the code of the two is not the same.
    """
    if code_of(answered) != code_of(executed):
        raise LabbookError(
            "The code of the notebook's template depends on its results, or on who hands it in; "
            "only its Markdown may."
        )
    for cell, done in zip(_code_cells(answered), _code_cells(executed), strict=True):
        cell.execution_count, cell.outputs = done.execution_count, done.outputs
    answered.metadata = executed.metadata
    return answered


def _code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def write_executed(path: Path, notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    write_text(path, nbformat.writes(notebook) + "\n")


def read_executed(path: Path) -> NotebookNode:
    """Read a notebook; raises LabbookError naming the file if it is missing or broken."""
    try:
        return nbformat.read(path, as_version=nbformat.NO_CONVERT)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise LabbookError(
            f"{path} is no whole notebook ({error}); delete it and build again."
        ) from None
