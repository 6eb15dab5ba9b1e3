"""What of a shell and a folder reaches a job: what it needs, and nothing that changes a number."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from labbook.workers.program import RUN_MODULE, WORKFLOW, job_environment

# Each changes the bits of a result, its figures, or how Python runs.
FOREIGN = {
    "OPENBLAS_CORETYPE": "Prescott",
    "OPENBLAS_NUM_THREADS": "7",
    "OMP_NUM_THREADS": "7",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3",
    "MKL_CBWR": "COMPATIBLE",
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "XLA_FLAGS": "--xla_cpu_enable_fast_math=true",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA",
    "LD_PRELOAD": "libm.so",
    "MPLBACKEND": "Qt4Agg",
    "MATPLOTLIBRC": "/broken",
    "PYTHONIOENCODING": "ascii",
    "PYTHONPATH": "/elsewhere",
    "PYTHONHASHSEED": "0",
    "LANG": "de_DE.ISO-8859-1",
    "LC_NUMERIC": "de_DE",
    "GIT_DIR": "/elsewhere/.git",
    "GIT_INDEX_FILE": "index",
}


def test_no_setting_of_a_shell_reaches_a_job() -> None:
    assert job_environment(FOREIGN) == job_environment({})


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "TMPDIR", "https_proxy", "LABBOOK_DATA", "XDG_CACHE_HOME"]
)
def test_a_job_finds_its_tools_its_data_and_the_way_to_them(name: str) -> None:
    assert job_environment({name: "kept"}) == {**job_environment({}), name: "kept"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The real package in a project below a folder whose name no shell would leave alone."""
    workflow = tmp_path / "cs194:294 {lab} $(touch x) 'a' \"b\"" / "workflow"
    workflow.mkdir(parents=True)
    for name in ("__main__.py", "labbook"):
        (workflow / name).symlink_to(WORKFLOW / name)
    (workflow.parent / ".gitignore").write_text("__pycache__\n")
    return workflow.parent


def call(project: Path, code: str, environment: Mapping[str, str], folder: Path) -> str:
    """What `code` prints as a program of the project."""
    (project / "workflow" / "asked.py").write_text(code, encoding="utf-8")
    words = [*RUN_MODULE[:-1], str(project / "workflow"), "asked", "a b"]
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8")


def test_a_program_is_the_same_below_any_folder_and_in_any_locale(project, tmp_path) -> None:
    about = (
        "import json, locale, sys\n"
        "import labbook.errors\n"
        "encodings = sys.stdout.encoding, locale.getpreferredencoding(False)\n"
        "print(__name__, *sys.argv, *encodings, 'Łukasz')\n"
    )
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the user')")
    said = call(project, about, {}, tmp_path)
    assert said.split()[0] == "__main__"
    assert said.endswith("asked.py a b utf-8 utf-8 Łukasz\n")
    foreign = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONHOME": "/", "PYTHONUTF8": "0"}
    assert call(project, about, foreign, tmp_path) == said


COMMIT = (
    "import os\n"
    "from pathlib import Path\n"
    "from labbook.training.recorded_run import git_commit\n"
    "from labbook.workers.program import job_environment\n"
    "given = job_environment(os.environ)\n"
    "os.environ.clear()\n"
    "os.environ.update(given)\n"
    "print(git_commit(Path(__file__).parent))\n"
)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_commit_is_of_this_project_or_there_is_none(project, tmp_path) -> None:
    """And not of a repository around it, nor of that which a hook of git is at work in."""
    for folder in (tmp_path / "hooked", tmp_path):
        commit_all(folder)
    hook = {"GIT_DIR": str(tmp_path / "hooked" / ".git"), "GIT_INDEX_FILE": "index"}
    outside = {name: text for name, text in os.environ.items() if name == "PATH"} | hook
    assert call(project, COMMIT, outside, tmp_path) == "None\n"
    own = commit_all(project)
    assert call(project, COMMIT, outside, tmp_path) == f"{own}\n"
    (project / "new.txt").write_text("")
    assert call(project, COMMIT, outside, tmp_path) == f"{own}+\n"


def commit_all(folder: Path) -> str:
    """In a repository of its own; the commit."""
    folder.mkdir(exist_ok=True)
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (
        ("init", "--quiet"),
        ("add", "."),
        (*name, "commit", "--allow-empty", "-qm", "a"),
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True
    )
    return found.stdout.strip()


DRAWING = (
    "from types import SimpleNamespace\n"
    "from labbook.commands import make\n"
    "nothing = dict.fromkeys(('files', 'settings', 'code', 'project'), {})\n"
    "order = SimpleNamespace(module='drawing', inputs=[], outputs=[], **nothing)\n"
    "make.read_order = lambda path: order\n"
    "make.code_hashes = lambda *modules: {}\n"
    "make.write_receipt = lambda *receipt: None\n"
    "make.main(['--order', 'order', '--receipt', 'receipt'])\n"
)


def test_a_figure_is_drawn_without_settings_of_the_user(project, tmp_path) -> None:
    (project / "workflow" / "matplotlibrc").symlink_to(WORKFLOW / "matplotlibrc")
    (project / "workflow" / "drawing.py").write_text(
        "import matplotlib, os\ndef make(): print(os.getcwd(), matplotlib.rcParams['figure.dpi'])\n"
    )
    settings = tmp_path / "home" / ".config" / "matplotlib"
    settings.mkdir(parents=True)
    for place in (tmp_path, settings):
        (place / "matplotlibrc").write_bytes(b"figure.dpi: 7\n\xff: broken\n")
    outside = {**os.environ, **FOREIGN, "HOME": str(tmp_path / "home")}
    said = call(project, DRAWING, job_environment(outside), tmp_path)
    assert said.splitlines()[-1] == f"{tmp_path} 100.0"
