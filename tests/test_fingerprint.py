"""The import graph is the rerun graph."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook import fingerprint

A = '''"""Doc."""

def f():
    """Doc."""
    from labbook.b.c import g
    return g
'''
TRAINING = ("labbook.commands.train_keras", "labbook.models.mlp")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small package in place of the real one: `command` imports `a`, which imports `b.c`."""
    sources = {
        "__init__.py": "",
        "command.py": "from labbook import a\n",
        "a.py": A,
        "b/c.py": "def g():\n    return 1  # why\n",
        "figure.py": "import labbook.a\n",
    }
    for name, source in sources.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    fingerprint.look_again()
    for cached in (fingerprint._tree, fingerprint._imports_of, fingerprint._module_hash):
        cached.cache_clear()


def hashes_after(path: Path, source: str) -> dict[str, str]:
    """By the same process, which a worker of a build is for many jobs."""
    path.write_text(source)
    fingerprint.look_again()
    if path.name == "__init__.py":
        forget()  # a new file is seen by the next build
    return fingerprint.code_hashes("labbook.command")


def test_imports_are_followed_into_functions_and_packages(package: Path) -> None:
    assert fingerprint.closure("labbook.command") == [
        "labbook",
        "labbook.a",
        "labbook.b.c",
        "labbook.command",
    ]


@pytest.mark.parametrize(
    ("file", "source", "same"),
    [
        ("b/c.py", "def g():\n    return 1\n", True),
        ("b/c.py", '"""New doc."""\n\n\ndef g():\n\n    return (1)\n', True),
        ("b/c.py", "def g():\n    return 2\n", False),
        ("figure.py", "import labbook.b.c\n", True),
        ("b/__init__.py", "x = 1\n", False),
    ],
)
def test_only_code_that_runs_counts(package: Path, file: str, source: str, same: bool) -> None:
    before = fingerprint.code_hashes("labbook.command")
    assert (hashes_after(package / file, source) == before) is same


def test_training_imports_no_later_stage() -> None:
    packages = {".".join(module.split(".")[:2]) for module in fingerprint.closure(*TRAINING)}
    later = {"metrics", "findings", "figures", "report", "hand_in", "planning", "config", "build"}
    assert not packages & {f"labbook.{name}" for name in later}


def test_the_closure_of_training_is_what_it_imports() -> None:
    """Import the command in a fresh interpreter: first-party modules are those worked out."""
    program = (
        "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]];"
        "print(*sorted(name for name, module in sys.modules.items()"
        " if name.split('.')[0] == 'labbook' and module.__file__))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *TRAINING], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == fingerprint.closure(*TRAINING)
