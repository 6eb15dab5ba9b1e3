"""Compare the folders of runs with the plan and with the last builds."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.builds import read_builds
from labbook.artifacts.planned_runs import read_planned_runs
from labbook.errors import LabbookError
from labbook.leftovers.folders import find_folders
from labbook.leftovers.selection import Leftover, select_leftovers


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


def take_survey(paths: LeftoverPaths, keep: int) -> Survey:
    """Find the leftovers. The runs of the last `keep` builds may not be removed.

    Raises LabbookError if there is no plan. A broken record of builds counts as an empty one.
    """
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
