"""A notebook by the job itself: valid, on its own, and the same again wherever it is run.

One is built on the embedded digits; then it is run in a process that cannot find Labbook, from a
folder that holds nothing but the notebook and the data.
"""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import psutil
import pytest

from findings.conftest import build_search
from labbook.artifacts.json_file import write_json
from labbook.artifacts.search import write_search
from labbook.errors import LabbookError
from labbook.topics.notebook import run_job
from labbook.topics.notebook.results_file import read_notebook_results
from labbook.topics.notebook.run_job import execute, kernel_environment, make
from notebook_job import IDENTITY, PLAN, NotebookJob, notebook_job

LOOK_AROUND = """import importlib.util, os, pathlib, sys, warnings
print("printed", flush=True)
os.write(2, b"noise of a library in C")
warnings.warn("a warning")
results = {
    "labbook": importlib.util.find_spec("labbook") is not None,
    "folder": str(pathlib.Path.cwd()),
    "home": os.environ["HOME"],
    "program": sys.executable,
    "secret": os.environ.get("TF_ENABLE_ONEDNN_OPTS"),
}
"""


def notebook(*sources: str):
    cells = [nbformat.v4.new_markdown_cell("# A heading\n\nwords", id="text")]
    cells += [
        nbformat.v4.new_code_cell(source, id=f"code-{place}")
        for place, source in enumerate(sources)
    ]
    return nbformat.v4.new_notebook(cells=cells)


def test_the_kernel_is_this_interpreter_and_sees_nothing_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.setenv("JUPYTER_PATH", "unchanged")
    executed, found = execute(notebook(LOOK_AROUND, "1 + 1"), tmp_path, "own")
    assert found["labbook"] is False
    assert found["folder"] == str(tmp_path)
    assert found["program"] == sys.executable
    assert found["secret"] is None
    assert not Path(found["home"]).exists()
    assert os.environ["JUPYTER_PATH"] == "unchanged"
    first, second = (cell for cell in executed.cells if cell.cell_type == "code")
    text = "".join(output.text for output in first.outputs)
    assert "printed" in text
    assert "a warning" in text
    assert "noise" not in text
    assert second.outputs[0].data["text/plain"] == "2"
    assert (first.execution_count, second.execution_count) == (1, 2)
    # No times of day.
    assert "execution" not in first.metadata
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_fails_is_named_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(LabbookError) as refused:
        execute(notebook("x = 1", "raise ValueError('no\\nway')"), tmp_path, "own")
    assert str(refused.value).startswith(
        "templates/notebooks/own.md.j2: code cell 2, below “A heading”, ended with ValueError: "
        "no way; mend the cell"
    )


def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="kernel that ran the notebook of own died"):
        execute(notebook("import os\nos._exit(9)"), tmp_path, "own")


def test_a_kernel_that_starts_slowly_is_waited_for_and_one_that_dies_at_once_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_job.PATIENCE_SECONDS > 3600
    launcher = "runpy.run_module('ipykernel_launcher', None, '__main__')"
    slowly = f"import runpy, time; time.sleep(3); {launcher}"
    launch = run_job.COMMAND[3:]
    monkeypatch.setattr(run_job, "COMMAND", (sys.executable, "-c", slowly, *launch))
    assert execute(notebook("results = 1"), tmp_path, "own")[1] == 1
    # It is this patience, and no other, that decides.
    monkeypatch.setattr(run_job, "PATIENCE_SECONDS", 1)
    with pytest.raises(LabbookError, match=r"notebook of own .* respond in 1 seconds"):
        execute(notebook("results = 1"), tmp_path, "own")
    dying = (
        "import sys, pathlib, nbformat\n"
        "from labbook.topics.notebook import run_job\n"
        "run_job.COMMAND = (sys.executable, '-c', 'raise SystemExit(9)')\n"
        "cell = nbformat.v4.new_code_cell('results = 1', id='a')\n"
        "notebook = nbformat.v4.new_notebook(cells=[cell])\n"
        "run_job.execute(notebook, pathlib.Path(), 'own')\n"
    )
    said = subprocess.run([sys.executable, "-c", dying], capture_output=True, text=True)
    # The sentence comes last: nothing fails once more at the end of the process.
    *_, last = said.stderr.splitlines()
    assert "The kernel that ran the notebook of own died" in last


def test_one_thread_is_asked_for_and_little_is_inherited(tmp_path: Path) -> None:
    found = kernel_environment(tmp_path, {"PATH": "p", "PYTHONPATH": "q", "DISPLAY": "r"})
    assert found["PATH"] == "p"
    assert {"PYTHONPATH", "DISPLAY"}.isdisjoint(found)
    assert found["OMP_NUM_THREADS"] == "1"


WAIT = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(600)"
PROGRAM = """import sys
from pathlib import Path
import nbformat
from labbook.topics.notebook.run_job import execute
cell = nbformat.v4.new_code_cell(Path("cell.py").read_text(), id="one")
execute(nbformat.v4.new_notebook(cells=[cell]), Path.cwd(), "own")
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_kernel_ends_with_the_job_that_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "cell.py").write_text(WAIT)
    job = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=tmp_path, env=os.environ.copy())
    pid = tmp_path / "pid"
    try:
        wait_until(lambda: pid.exists() and pid.read_text() != "")
        kernel = psutil.Process(int(pid.read_text()))
        job.send_signal(how)
        job.wait()
        wait_until(lambda: not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE)
    finally:
        job.kill()
        job.wait()


def wait_until(condition, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_what_is_no_json_is_the_templates_mistake(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="ended with TypeError"):
        execute(notebook("results = {1, 2}"), tmp_path, "own")


def test_results_come_as_plain_values(tmp_path: Path) -> None:
    _, found = execute(notebook("results = {'a': [1, 0.5]}"), tmp_path, "own")
    assert found == json.loads('{"a": [1, 0.5]}')


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
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 7


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
    assert results.test.images == 200
    assert right == round(200 * results.test.accuracy)
    assert (results.training.images, results.validation.images) == (640, 160)
    assert (results.epochs, results.steps_per_epoch) == (2, 7)
    assert results.history["val_loss"][-1] == pytest.approx(results.validation.loss, abs=1e-5)
    # The first of the longer trainings is the same, as far as the other went.
    assert all(results.longer[0][name][:2] == values for name, values in results.history.items())
    assert [len(one["loss"]) for one in results.longer] == [8, 8, 8]
    assert [one.hidden_sizes for one in results.sizes] == [[10], [32], [128], [512], [24]]
    assert results.sizes[-1].val_accuracy == results.history["val_accuracy"][-1]
    assert len(results.wrong_probabilities) == 200 - right
    assert f"{right} of 200 are read rightly" in built.text
    assert "For 2 epochs. In each, it saw the 640 training images once, in 7 steps" in built.text
    assert "Run on a small part of MNIST" in built.notebook.cells[0].source
    assert "Ada Lovelace" in built.notebook.cells[0].source


def test_nothing_else_is_left_beside_it(built: Built) -> None:
    assert {path.name for path in built.job.notebook.parent.iterdir()} == {
        "notebook.ipynb",
        "notebook.json",
        "notebook_run.ipynb",
    }


def test_another_name_runs_nothing(built: Built, tmp_path: Path) -> None:
    job = NotebookJob(tmp_path / "again", built.job.sha256)
    shutil.copytree(built.job.folder, job.folder)
    identity = {**IDENTITY, "first_name": "Grace", "last_name": "Hopper"}
    done = job.write(identity=identity)
    assert done.returncode == 0, done.stderr
    before, after = (path.read_text("utf-8") for path in (built.job.notebook, job.notebook))
    assert after == before.replace("Ada Lovelace", "Grace Hopper")
    assert after != before
    for kept in ("executed", "results"):
        old, new = getattr(built.job, kept), getattr(job, kept)
        assert old.read_bytes() == new.read_bytes()


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
    for one in (again, before):
        assert min(one.pop("seconds")) > 0
        assert all(tried.pop("seconds") > 0 for tried in one["sizes"])
    assert again == {name: before[name] for name in again}
    assert set(before) - set(again) == {"experiment", "settings", "seed"}


def test_a_search_that_chose_nothing_has_no_network_to_train(tmp_path: Path) -> None:
    job = NotebookJob(tmp_path, "0" * 64)
    search = tmp_path / "search.json"
    write_json(job.plan_file, {**PLAN, "settings": None, "choice": str(search)})
    write_search(search, build_search("killed", 0.9))
    with pytest.raises(LabbookError, match="The search of mlp has chosen no network"):
        make(**job.files, dataset_sha256=job.sha256, choice=search)
