"""One build at a time in a folder, and no lock that outlives its build."""

import subprocess
import sys
from pathlib import Path

import pytest

from labbook.build.results_folder import LOCK, lock_folder
from labbook.errors import LabbookError

HOLDER = """
import sys
from labbook.build.results_folder import lock_folder

lock = lock_folder()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_second_build_is_told_where_the_first_one_is(folder: Path) -> None:
    lock = lock_folder()
    with pytest.raises(LabbookError, match="another build is at work in ") as raised:
        lock_folder()
    assert str(folder) in str(raised.value)
    lock.release()
    lock_folder().release()


def test_a_lock_ends_with_the_process_that_holds_it() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LabbookError, match="another build"):
            lock_folder()
        holder.kill()
        holder.wait()
        lock_folder().release()


def test_a_lock_that_was_left_behind_is_none(folder: Path) -> None:
    (folder / LOCK).parent.mkdir()
    (folder / LOCK).write_text("4711")
    lock_folder().release()


def test_a_folder_that_cannot_be_written_to(folder: Path) -> None:
    (folder / "results").write_text("in the way")
    with pytest.raises(LabbookError, match="results folder cannot be written to"):
        lock_folder()
