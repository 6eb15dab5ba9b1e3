"""Tell which run directories are leftovers, and remove those that may be removed."""

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from labbook.artifacts.run_directory import PARTIAL
from labbook.artifacts.run_lists import Build, read_builds, read_planned_runs
from labbook.errors import LabbookError
from labbook.leftovers.folders import Folder, Shape, find_folders, size_of

# The clock that dates files and the one that dates processes may differ by so much.
TOLERANCE_S = 2.0


def is_at_work(process: int, changed: float) -> bool:
    """True unless process number `process` has ended.

    `changed` is when the directory was last changed, in seconds since the epoch. A process that
    began later is another one, to which the system has given the same number.
    """
    try:
        began: float = psutil.Process(process).create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return began <= changed + TOLERANCE_S


# is_at_work, or what a test has in its place.
AtWork = Callable[[int, float], bool]


@dataclass(frozen=True)
class Leftover:
    """A directory that the plan does not name.

    `size` is in bytes. `built` is the time of the last build whose plan named it. `kept` says why
    it may not be removed; it is empty if it may.
    """

    directory: str
    shape: Shape
    size: int
    built: datetime | None
    kept: str

    @property
    def removable(self) -> bool:
        return not self.kept


def select_leftovers(
    folders: Iterable[Folder],
    planned: Collection[str],
    builds: Sequence[Build],
    keep: int,
    at_work: AtWork = is_at_work,
) -> list[Leftover]:
    """All `folders` but the `planned` directories; runs of the last `keep` builds may not go.

    `builds` has the last build first. If it has fewer than `keep` builds, any run may belong to one
    that it does not have, so no run may be removed.
    """
    leftovers = [folder for folder in folders if folder.directory not in planned]
    return [
        Leftover(
            folder.directory,
            folder.shape,
            folder.size,
            next((build.built for build in builds if folder.directory in build.runs), None),
            _why_kept(folder, builds, keep, at_work),
        )
        for folder in leftovers
    ]


def _why_kept(folder: Folder, builds: Sequence[Build], keep: int, at_work: AtWork) -> str:
    last = "the last build" if keep == 1 else f"the last {keep} builds"
    match folder.shape:
        case Shape.UNKNOWN:
            return f"unknown, {folder.oddity}"
        case Shape.PARTIAL:
            filling = folder.process is not None and at_work(folder.process, folder.changed)
            return f"process {folder.process} is filling it" if filling else ""
        case Shape.RUN if any(folder.directory in build.runs for build in builds[:keep]):
            return f"of {last}"
        case Shape.RUN if len(builds) < keep:
            return f"perhaps of {last}"
    return ""


@dataclass(frozen=True)
class LeftoverPaths:
    """The folders and files that leftovers are found by.

    `runs` and `logs` are folders that have a folder for each lab, and in it one for each
    experiment. `plan` names the planned runs, `builds` records the last builds, and `listing` is
    the list of leftovers.
    """

    runs: Path
    logs: Path
    plan: Path
    builds: Path
    listing: Path


@dataclass(frozen=True)
class Survey:
    """What was found. `planned` are the directories that the plan names.

    `remark` says what is wrong with the record of builds or missing from it; else it is empty.
    """

    leftovers: list[Leftover]
    planned: frozenset[str]
    remark: str = ""

    @property
    def removable(self) -> list[Leftover]:
        return [leftover for leftover in self.leftovers if leftover.removable]


def take_survey(paths: LeftoverPaths, keep: int, planned: frozenset[str] | None = None) -> Survey:
    """Find the leftovers. The runs of the last `keep` builds may not be removed.

    `planned`: the directories that the plan names; without it they are read. Raises LabbookError if
    there is no plan. A broken record of builds counts as an empty one.
    """
    if planned is None:
        planned = read_planned_runs(paths.plan)
    remark = ""
    try:
        builds = read_builds(paths.builds)
    except LabbookError as error:
        builds, remark = [], f"{error} "
    if len(builds) < keep:
        known = "1 build" if len(builds) == 1 else f"{len(builds) or 'no'} builds"
        remark += (
            f"{paths.builds.as_posix()} knows of {known} so far; until it knows of {keep}, "
            "every run is kept (keep_builds)."
        )
    leftovers = select_leftovers(find_folders(paths.runs), planned, builds, keep)
    return Survey(leftovers, planned, remark)


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
