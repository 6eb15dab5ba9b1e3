"""Run a notebook's cells from top to bottom, and ask it for its results."""

import json
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from labbook.errors import LabbookError
from labbook.topics.notebook.kernel import NAME, kernel_in

# What a template's code leaves its measurements in.
RESULTS = "results"
# Asked after the last cell, and no part of the notebook.
QUESTION = f"import json\nprint(json.dumps({RESULTS}))"


def execute(notebook: NotebookNode, folder: Path, name: str) -> tuple[NotebookNode, Any]:
    """The notebook with its outputs, run in `folder`, and its `results` as plain values.

    `name` is the template's, for the sentence of the LabbookError that a failing cell ends with.
    """
    asking = nbformat.v4.new_code_cell(QUESTION, id="question")
    asked = nbformat.from_dict({**notebook, "cells": [*notebook.cells, asking]})
    with (
        tempfile.TemporaryDirectory(prefix="labbook-notebook-") as private,
        kernel_in(Path(private)) as environment,
    ):
        client = NotebookClient(
            asked,
            timeout=None,
            kernel_name=NAME,
            resources={"metadata": {"path": str(folder)}},
            # Else the times of day of each cell would be in the file.
            record_timing=False,
            coalesce_streams=True,
        )
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise LabbookError(_failure(asked, error, name)) from None
        except DeadKernelError:
            raise LabbookError(
                f"The kernel that ran the notebook of {name} died, as it does when memory runs "
                "out; make room and build again."
            ) from None
    *cells, answer = asked.cells
    executed = nbformat.from_dict({**asked, "cells": cells})
    return executed, json.loads("".join(output.text for output in answer.outputs))


def _failure(notebook: NotebookNode, error: CellExecutionError, name: str) -> str:
    """Which cell it was, below which heading, and what it said last."""
    heading = "the beginning"
    number = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            number += 1
            if any(output.output_type == "error" for output in cell.outputs):
                break
        else:
            titles = [line.strip("# ") for line in cell.source.splitlines() if line[:1] == "#"]
            heading = f"“{titles[-1]}”" if titles else heading
    said = " ".join(f"{error.ename}: {error.evalue}".split())
    return (
        f"templates/notebooks/{name}.md.j2: code cell {number}, below {heading}, ended with "
        f"{said}; mend the cell, or the settings that it is given, and build again."
    )
