"""A notebook by the job itself: valid, on its own, and the same again wherever it is run.

One is built on the embedded digits; then it is run in a process that cannot find Labbook, from a
folder that holds nothing but the notebook and the data.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest

from findings.conftest import build_search
from labbook.artifacts.json_file import write_json
from labbook.artifacts.search import write_search
from labbook.errors import LabbookError
from labbook.topics.notebook.results_file import read_notebook_results
from labbook.topics.notebook.write_job import make
from notebook_job import PLAN, NotebookJob, notebook_job

ALLOWED = {"keras", "matplotlib", "numpy", "sklearn", "tensorflow"}
NETWORK: dict[str, Any] = {
    "hidden": [{"units": 24, "activation": "relu", "dropout": 0.1}],
    "epochs": 2,
}
# All cells in one process, as "Run all" does, then the results on the last line.
RUN_ALL = """import json, sys
import matplotlib
matplotlib.use("agg")
try:
    import labbook
except ImportError:
    pass
else:
    sys.exit("Labbook can be imported")
cells = json.load(open("notebook.ipynb", encoding="utf-8"))["cells"]
names = {"__name__": "__main__"}
for cell in cells:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
print(json.dumps(names["results"]))
"""


class Built(NamedTuple):
    job: NotebookJob
    notebook: Any

    @property
    def code(self) -> str:
        return "\n".join(cell.source for cell in self.notebook.cells if cell.cell_type == "code")

    @property
    def text(self) -> str:
        cells = (cell.source for cell in self.notebook.cells if cell.cell_type == "markdown")
        return "\n\n".join(cells)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    job = notebook_job(tmp_path_factory.mktemp("notebook"))
    job.plan(**NETWORK)
    # What a user's shell may hold, none of which may matter.
    done = job.run({"TF_NUM_INTRAOP_THREADS": "2", "KERAS_BACKEND": "none", "MPLBACKEND": "none"})
    assert done.returncode == 0, done.stderr
    return Built(job, nbformat.read(job.notebook, as_version=nbformat.NO_CONVERT))


def test_it_is_a_valid_notebook_with_all_its_outputs(built: Built) -> None:
    nbformat.validate(built.notebook)
    assert (built.notebook.nbformat, built.notebook.nbformat_minor) == (4, 5)
    assert built.notebook.metadata.kernelspec.name == "python3"
    code = [cell for cell in built.notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"display_data", "stream"}
    # No noise, and no bar that was drawn over itself.
    assert {output.name for output in outputs if output.output_type == "stream"} == {"stdout"}
    assert not any(
        mark in output.text for output in outputs if "text" in output for mark in ("\r", "\b")
    )
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4


def test_it_says_nothing_of_this_machine(built: Built) -> None:
    text = built.job.notebook.read_text(encoding="utf-8")
    for private in (str(built.job.folder), str(Path.home()) + os.sep, sys.prefix):
        assert private not in text
    assert not re.search(r"\b20\d\d-\d\d-\d\d", text)
    assert "labbook" not in built.code


def test_it_imports_nothing_that_its_reader_may_not_have(built: Built) -> None:
    imported = set()
    for node in ast.walk(ast.parse(built.code)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported | {"keras"} >= ALLOWED
    assert imported - ALLOWED <= sys.stdlib_module_names


def test_its_answers_are_its_own_numbers(built: Built) -> None:
    results = read_notebook_results(built.job.results)
    right = sum(results.confusion_matrix[digit][digit] for digit in range(10))
    assert results.test.images == 1000
    assert right == round(1000 * results.test.accuracy)
    assert (results.training.images, results.validation.images) == (3200, 800)
    assert (results.epochs, results.steps_per_epoch) == (2, 32)
    assert results.history["val_loss"][-1] == pytest.approx(results.validation.loss, abs=1e-5)
    assert f"{right} of 1,000 are read rightly" in built.text
    assert "For 2 epochs. In each, it saw the 3,200 training images once, in 32 steps" in built.text
    assert "Run on a small part of MNIST" in built.notebook.cells[0].source
    assert "Ada Lovelace" in built.notebook.cells[0].source


def test_nothing_else_is_left_beside_it(built: Built) -> None:
    assert {path.name for path in built.job.notebook.parent.iterdir()} == {
        "notebook.ipynb",
        "notebook.json",
    }


def test_elsewhere_and_without_labbook_it_measures_the_same(built: Built, tmp_path: Path) -> None:
    folder, data = tmp_path / "somewhere", tmp_path / "data" / "mnist-5k"
    folder.mkdir()
    data.mkdir(parents=True)
    shutil.copy(built.job.notebook, folder)
    shutil.copy(built.job.data_file, data)
    kept = ("PATH", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        cwd=folder,
        env={**environment, "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout.splitlines()[-1])
    before = json.loads(built.job.results.read_text(encoding="utf-8"))
    again["seconds"] = before["seconds"]
    assert again == {name: before[name] for name in again}
    assert set(before) - set(again) == {"experiment", "settings", "seed"}


def test_a_search_that_chose_nothing_has_no_network_to_train(tmp_path: Path) -> None:
    job = NotebookJob(tmp_path, "0" * 64)
    search = tmp_path / "search.json"
    write_json(job.plan_file, {**PLAN, "settings": None, "choice": str(search)})
    write_search(search, build_search("killed", 0.9))
    with pytest.raises(LabbookError, match="The search of mlp has chosen no network"):
        make(**job.files, dataset_sha256=job.sha256, choice=search)
