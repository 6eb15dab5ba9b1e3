"""The results folder during a build: one build at a time, and room on the disk for its logs."""

import contextlib
import errno
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from labbook.build.turn import Occupied, Turn, take_turn
from labbook.command_line import NO_ROOM, no_room
from labbook.errors import LabbookError
from labbook.results_root import DRAFT, RESULTS

LOCK = Path(RESULTS, "build.lock")
LOGS = Path(RESULTS, "logs")
# What a file system answers that knows no locks, or whose server gives none.
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


class FolderLock:
    """Holds the working folder until this process ends, or until `release`."""

    def __init__(self, lock: FileLock, turn: Turn) -> None:
        self._lock = lock
        self._turn = turn

    def release(self) -> None:
        self._turn.end()
        self._lock.release()


def lock_folder() -> FolderLock:
    """Lock the working folder for this process.

    The lock of the file system tells at once, but some have none, and others one for each computer;
    so a build takes a turn as well (`build/turn.py`). Raises LabbookError if another build holds
    the folder, or if it cannot be written to, wholly or in part.
    """
    lock = FileLock(LOCK, fallback_to_soft=False)
    try:
        LOCK.parent.mkdir(parents=True, exist_ok=True)
        _check_access()
        _acquire(lock)
        return FolderLock(lock, take_turn(LOCK.parent, _say))
    except (Timeout, Occupied) as error:
        lock.release()
        where = f" on {error.where}" if isinstance(error, Occupied) else ""
        raise LabbookError(
            f"another build is at work in {Path.cwd()}{where}; wait until it has ended, or stop it."
        ) from None
    except OSError as error:
        lock.release()
        raise LabbookError(
            f"the results folder cannot be written to: {LOCK}: {error.strerror}."
        ) from None


def _acquire(lock: FileLock) -> None:
    try:
        lock.acquire(timeout=0)
    except OSError as error:
        if isinstance(error, Timeout) or error.errno not in NO_LOCKS:
            raise


def _say(text: str) -> None:
    print(f"labbook: {text}", file=sys.stderr)


def _check_access() -> None:
    """Raise LabbookError if another user's file is in the way, before anything is made."""
    for path in _written_to():
        if not os.access(path, os.W_OK):
            raise LabbookError(
                f"{path} belongs to {_owner(path)}, and you may not write there; to build in one "
                "folder by turns, be in one group, let its owner say `chmod -R g+w results "
                ".snakemake`, and say `umask 002` before each build; or build in a copy of the "
                "folder."
            )


def _written_to() -> Iterator[str]:
    """Where a build makes files, and those that it writes to instead of replacing them."""
    for root in (LOCK.parent, Path(".snakemake")):
        for folder, _, files in os.walk(root):
            yield folder
            if Path(folder).is_relative_to(LOGS):
                yield from (os.path.join(folder, file) for file in files)
    if LOCK.exists():
        yield str(LOCK)


def _owner(path: str) -> str:
    try:
        return Path(path).owner()
    except (KeyError, NotImplementedError, OSError):
        return f"user {os.stat(path).st_uid}"


# So `artifacts/atomic.py` names a file that it has not written to its end.
UNFINISHED = re.compile(r"\..+\.[0-9]+\.partial")


def remove_unfinished_files(folder: Path) -> None:
    """Remove what was being written when its process was killed; only while no build is at work.

    Not below `runs`: a run's files are written in a directory that is removed as a whole. Nor in
    the folder of drafts, one of which may be at work.
    """
    for place, folders, files in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in ("runs", Path(DRAFT).name)]
        for name in filter(UNFINISHED.fullmatch, files):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(place, name))


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
