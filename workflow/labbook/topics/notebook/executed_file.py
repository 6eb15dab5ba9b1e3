"""A notebook as a file: as it was executed, and as it is handed in."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from labbook.artifacts.atomic import write_text
from labbook.errors import LabbookError


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
