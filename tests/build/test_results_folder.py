"""One build at a time, and what is said of a full disk."""

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from labbook.build.results_folder import (
    LOCK,
    check_disk_space,
    lock_folder,
    remove_unfinished_files,
    say_once_that_logs_are_incomplete,
)
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


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks(folder: Path, number: int) -> None:
    """Two builds have their turns all the same, also where one of them finds locks."""
    fcntl = pytest.importorskip("fcntl", reason="the locks of Unix")

    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fcntl, "flock", refused)
        first = lock_folder()
        with pytest.raises(LabbookError, match="another build is at work in ") as raised:
            lock_folder()
        assert str(folder) in str(raised.value)
    with pytest.raises(LabbookError, match="another build is at work in "):
        lock_folder()
    first.release()
    lock_folder().release()


@pytest.mark.parametrize(
    "path", ["results", "results/lab", "results/logs/a.log", "results/build.lock", ".snakemake"]
)
def test_another_users_files(folder: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    for name in ("results/lab", "results/logs", ".snakemake/metadata"):
        (folder / name).mkdir(parents=True)
    for name in ("results/logs/a.log", "results/lab/report.pdf", "results/build.lock"):
        (folder / name).touch()
    # A file that is replaced and not written to may be anybody's.
    others = {path, "results/lab/report.pdf"}
    monkeypatch.setattr(os, "access", lambda file, mode: str(file) not in others)
    with pytest.raises(LabbookError, match=f"^{path} belongs to .*, and you may not write there"):
        lock_folder()


def test_what_a_killed_process_was_writing_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "plans" / "findings" / ".lab.json.2742.partial"
    others = [
        tmp_path / "plans" / "findings" / "lab.json",
        # A download goes on where it ended.
        tmp_path / "data" / ".train-images-idx3-ubyte.gz.partial",
        tmp_path / "runs" / "lab" / "a.77.partial" / ".spec.json.77.partial",
    ]
    for path in (left, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    remove_unfinished_files(tmp_path)
    assert not left.exists()
    assert all(path.exists() for path in others)


def test_room_is_room(tmp_path: Path) -> None:
    check_disk_space(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_want_of_room_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LabbookError, match=r"cannot be written: .*; make room and run"):
        check_disk_space(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_fault_is_not_want_of_room(tmp_path: Path) -> None:
    check_disk_space(tmp_path / "is" / "not" / "there")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_log_that_cannot_be_written_costs_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging.FileHandler("/dev/full", delay=True)
    say_once_that_logs_are_incomplete([handler, logging.NullHandler()])
    for number in range(3):
        handler.handle(logging.makeLogRecord({"msg": f"message {number}"}))
    said = capfd.readouterr().err
    assert said == "labbook: /dev/full is incomplete: No space left on device.\n"
    # What it could not write it would try to write once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), handler.stream.fileno())
    handler.close()
