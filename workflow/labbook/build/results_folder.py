"""The results folder during a build: one build at a time, and room on the disk for its logs."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from labbook.command_line import NO_ROOM, no_room
from labbook.errors import LabbookError

LOCK = Path("results/build.lock")


def lock_folder() -> FileLock:
    """Lock the working folder until this process ends or releases the lock.

    Raises LabbookError if another build holds it, or if the folder cannot be written to.
    """
    lock = FileLock(LOCK)
    try:
        LOCK.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise LabbookError(
            f"another build is at work in {Path.cwd()}; wait until it has ended, or stop it."
        ) from None
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {LOCK}: {error.strerror}."
        ) from None
    return lock


# About as much as the log of a job.
BYTES = 16 * 1024


def check_disk_space(folder: Path) -> None:
    """Raise LabbookError if the disk is too full for even a small file in `folder`."""
    probe = folder / f".room.{os.getpid()}.partial"
    try:
        with probe.open("wb") as file:
            file.write(bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in NO_ROOM:
            error.filename = str(folder)
            raise LabbookError(no_room(error)) from None
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def say_once_that_logs_are_incomplete(handlers: Iterable[logging.Handler]) -> None:
    """Print one line on stderr when a log file among `handlers` cannot be written.

    Python would print a traceback for each message that is lost.
    """
    for handler in handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handleError = _SayOnce(handler.baseFilename)  # type: ignore[method-assign]


class _SayOnce:
    """Python calls it, in place of `Handler.handleError`, while it handles the error."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._said = False

    def __call__(self, record: logging.LogRecord) -> None:
        if not self._said:
            self._said = True
            print(f"labbook: {self._path} is incomplete: {_reason()}.", file=sys.stderr)


def _reason() -> str:
    error = sys.exc_info()[1]
    return (error.strerror if isinstance(error, OSError) else None) or repr(error)
