"""Remove the directory of a run, its log, and the folders that are empty then."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from labbook.artifacts.run_directory import PARTIAL
from labbook.leftovers.folders import Shape, size_of
from labbook.leftovers.selection import Leftover


def remove(leftover: Leftover, runs: Path, logs: Path) -> int:
    """Remove `leftover`, which lies in `runs`, and its log, which lies in `logs`.

    Returns how many bytes that freed. The directory is renamed first, so that an interrupted
    removal leaves no run with half its files. Raises OSError if something cannot be removed.
    """
    path = Path(leftover.directory)
    size = size_of(leftover.directory)
    if leftover.shape is Shape.RUN:
        doomed = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
        os.replace(path, doomed)
        shutil.rmtree(doomed)
        experiment = logs / path.parent.relative_to(runs)
        size += _remove_log(experiment / f"{path.name}.log", logs)
        _remove_empty(experiment, logs)
    else:
        shutil.rmtree(path)
    _remove_empty(path.parent, runs)
    return size


def _remove_log(log: Path, logs: Path) -> int:
    """Remove `log` and return its size in bytes; leave a link alone, and a log behind a link."""
    folders = [folder for folder in log.parents if folder.is_relative_to(logs) and folder != logs]
    if any(path.is_symlink() for path in (log, *folders)) or not log.is_file():
        return 0
    size = size_of(str(log))
    log.unlink()
    return size


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove `folder` and the folders above it, up to `root`, if they are empty."""
    while folder != root and folder.is_relative_to(root):
        with suppress(OSError):
            folder.rmdir()
        folder = folder.parent
