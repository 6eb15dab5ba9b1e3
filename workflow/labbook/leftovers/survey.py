"""Look at what is there now: the plan, the builds, and the folders of runs."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.builds import read_builds
from labbook.artifacts.planned_runs import read_planned_runs
from labbook.errors import LabbookError
from labbook.leftovers.folders import find_folders
from labbook.leftovers.selection import Leftover, select_leftovers


@dataclass(frozen=True)
class Places:
    """`runs` and `logs`: folders by lab and experiment; the rest are files."""

    runs: Path
    logs: Path
    plan: Path
    builds: Path
    listing: Path


@dataclass(frozen=True)
class Survey:
    """`remark`: what is wrong with the record of builds, or missing from it; else empty."""

    leftovers: list[Leftover]
    planned: frozenset[str]
    remark: str = ""

    @property
    def removable(self) -> list[Leftover]:
        return [leftover for leftover in self.leftovers if leftover.removable]


def take_survey(places: Places, keep: int) -> Survey:
    """`keep`: the runs of how many builds stay. Raises LabbookError without a plan."""
    planned = read_planned_runs(places.plan)
    remark = ""
    try:
        builds = read_builds(places.builds)
    except LabbookError as error:
        builds, remark = [], f"{error} "
    if len(builds) < keep:
        known = "1 build" if len(builds) == 1 else f"{len(builds) or 'no'} builds"
        remark += (
            f"{places.builds.as_posix()} knows of {known} so far; until it knows of {keep}, "
            "every run is kept (keep_builds)."
        )
    leftovers = select_leftovers(find_folders(places.runs), planned, builds, keep)
    return Survey(leftovers, planned, remark)
