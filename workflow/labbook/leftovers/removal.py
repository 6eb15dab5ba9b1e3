"""Decide which of the listed leftovers are removed now, and remove them."""

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.run_directory import PARTIAL
from labbook.leftovers.folders import Shape, size_of
from labbook.leftovers.selection import Leftover, Survey


@dataclass(frozen=True)
class Decision:
    """`remove`: the leftovers to remove. `stays`: by listed directory, why it is kept."""

    remove: list[Leftover]
    stays: dict[str, str]


def decide(survey: Survey, listed: Collection[str]) -> Decision:
    """Remove those of the `listed` directories that are still removable.

    A listed directory that does not exist any more is in neither part of the decision.
    """
    found = {leftover.directory: leftover for leftover in survey.leftovers}
    stays = {}
    for directory in sorted(listed):
        if directory in survey.planned:
            stays[directory] = "the plan names it again"
        elif directory in found and found[directory].kept:
            stays[directory] = found[directory].kept
    remove = [leftover for leftover in survey.removable if leftover.directory in listed]
    return Decision(remove, stays)


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
