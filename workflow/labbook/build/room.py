"""A disk without any room, where neither a job's log nor Snakemake's own can say so."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from labbook.command_line import NO_ROOM, no_room
from labbook.errors import LabbookError

# About what the log of a job takes.
BYTES = 16 * 1024


def check_room(folder: Path) -> None:
    """Raise LabbookError if not even a small file can be written into `folder` for want of room."""
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
    """Have the log files among `handlers` end with a line on stderr when they cannot be written.

    Python would print a traceback for each message that is lost.
    """
    for handler in handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handleError = _Once(handler.baseFilename)  # type: ignore[method-assign]


class _Once:
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
