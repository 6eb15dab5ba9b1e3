"""Execute a lab's notebook, and keep its outputs and what it has measured."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import run
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.notebook_plan import read_notebook_plan
from labbook.artifacts.typed_json import typed
from labbook.errors import LabbookError
from labbook.topics.notebook.context import Context, notebook_context, settings_of
from labbook.topics.notebook.results_file import NotebookResults, write_notebook_results
from labbook.topics.notebook.template import TEMPLATES, render_cells, write_executed

# What a process needs of its surroundings. All else (PYTHONPATH, TF_…, a user's Jupyter) stays out:
# it would change the notebook, or let it use what its reader does not have.
KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What TensorFlow's C++ writes to stderr as it is imported, no setting silences: it goes to the
# job's log, and the outputs keep what Python has printed.
COMMAND = (
    *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
    *("--IPKernelApp.capture_fd_output=False", "--log-level=ERROR"),
)
NAME = "python3"
# A kernel starts slowly where Python lies on a drive of the network; one that dies is noticed.
PATIENCE_SECONDS = 86_400
# What a template's code leaves its measurements in.
RESULTS = "results"
# Asked after the last cell, and no part of the notebook.
QUESTION = f"import json\nprint(json.dumps({RESULTS}))"


def kernel_environment(folder: Path, outside: Mapping[str, str]) -> dict[str, str]:
    """Variables of a kernel whose home and settings are all in `folder`."""
    own = {
        "HOME": folder,
        "USERPROFILE": folder,
        "IPYTHONDIR": folder / "ipython",
        "MPLCONFIGDIR": folder / "matplotlib",
        # A file, so that no keras.json is looked for or written.
        "KERAS_HOME": os.devnull,
    }
    return {
        **{name: outside[name] for name in KEPT if name in outside},
        **dict.fromkeys(ONE_THREAD, "1"),
        **{name: str(path) for name, path in own.items()},
    }


def jupyter_variables(folder: Path) -> dict[str, str]:
    """Variables of the process that starts the kernel: it finds the one of `folder` alone."""
    return {
        "JUPYTER_PATH": str(folder / "jupyter"),
        **{f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")},
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(folder / "ipython"),
    }


@contextmanager
def kernel_in(folder: Path) -> Iterator[dict[str, str]]:
    """While it lasts, the kernel `NAME` is this interpreter's; gives the environment for it.

    Such a kernel knows nothing of the user's profile, and computes on one thread.
    """
    environment = kernel_environment(folder, os.environ)
    spec = folder / "jupyter" / "kernels" / NAME / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}),
        encoding="utf-8",
    )
    # matplotlib lists the fonts when it is imported first, and says so if that takes long.
    fonts = [sys.executable, "-c", "import matplotlib.font_manager"]
    run(fonts, cwd=folder, env=environment, check=True)
    before = {name: os.environ.get(name) for name in jupyter_variables(folder)}
    os.environ.update(jupyter_variables(folder))
    try:
        yield environment
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


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
            startup_timeout=PATIENCE_SECONDS,
            iopub_timeout=PATIENCE_SECONDS,
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
        # DeadKernelError while it runs; before, a plain RuntimeError.
        except RuntimeError as error:
            # nbclient cleans up again at exit, and that would end in a traceback without one.
            client.create_kernel_manager()
            raise LabbookError(
                f"The kernel that ran the notebook of {name} died, as it does when memory runs "
                f"out; make room and build again ({' '.join(str(error).split())})."
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


def make(
    *,
    plan: Path,
    dataset_file: Path,
    dataset_sha256: str,
    executed: Path,
    measured: Path,
    choice: Path | None = None,
) -> None:
    """Write the notebook as it was executed, without words of its reader, and its measurements.

    `choice`: what a search has chosen, where the notebook trains that.
    """
    planned = read_notebook_plan(plan)
    context = notebook_context(planned, settings_of(planned, choice))
    # The notebook reads the file by itself; here we see to it that it is the right one.
    read_checked_dataset(dataset_file, dataset_sha256)
    notebook, results = run_notebook(executed.parent, planned.template, context, planned.experiment)
    write_executed(executed, notebook)
    write_notebook_results(measured, results)


def run_notebook(
    folder: Path, template: str, context: Context, experiment: str, templates: Path = TEMPLATES
) -> tuple[NotebookNode, NotebookResults]:
    """Execute the notebook in `folder`; raises LabbookError if a cell fails or a result is not
    finite.
    """
    folder.mkdir(parents=True, exist_ok=True)
    executed, measured = execute(render_cells(template, context, templates), folder, template)
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
    return executed, results
