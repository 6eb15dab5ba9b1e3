"""The import graph is the rerun graph."""

import os
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
    fingerprint.look_again()
    yield tmp_path
    fingerprint.look_again()


def hashes_after(path: Path, source: str) -> dict[str, str]:
    """By the same process, which a worker of a build is for many jobs."""
    path.write_text(source)
    fingerprint.look_again()
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


def test_an_edit_that_leaves_size_and_time_is_noticed(package: Path) -> None:
    before = fingerprint.code_hashes("labbook.command")
    path = package / "b/c.py"
    old = path.stat()
    path.write_text(path.read_text().replace("1", "2"))
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert path.stat().st_size == old.st_size
    fingerprint.look_again()
    after = fingerprint.code_hashes("labbook.command")
    assert [module for module in before if before[module] != after[module]] == ["labbook.b.c"]


def test_a_module_that_was_removed_is_missed(package: Path) -> None:
    assert "labbook.a" in fingerprint.closure("labbook.command")
    (package / "a.py").unlink()
    fingerprint.look_again()
    assert fingerprint.closure("labbook.command") == ["labbook", "labbook.command"]


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
