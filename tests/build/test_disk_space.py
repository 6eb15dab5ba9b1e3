"""A full disk is said in one sentence, once."""

import errno
import logging
import os
from pathlib import Path

import pytest

from labbook.build.results_folder import check_disk_space, say_once_that_logs_are_incomplete
from labbook.errors import LabbookError


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
