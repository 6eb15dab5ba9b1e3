"""Cells are run by a kernel of their own, which leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from labbook.errors import LabbookError
from labbook.topics.notebook.execution import execute, kernel_environment

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


def test_one_thread_is_asked_for_and_little_is_inherited(tmp_path: Path) -> None:
    found = kernel_environment(tmp_path, {"PATH": "p", "PYTHONPATH": "q", "DISPLAY": "r"})
    assert found["PATH"] == "p"
    assert {"PYTHONPATH", "DISPLAY"}.isdisjoint(found)
    assert found["OMP_NUM_THREADS"] == "1"


WAIT = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(600)"
PROGRAM = """import sys
from pathlib import Path
import nbformat
from labbook.topics.notebook.execution import execute
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
