"""Tell which run directories are leftovers, and which of them may be removed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from labbook.artifacts.builds import Build
from labbook.leftovers.filling_process import is_at_work
from labbook.leftovers.folders import Folder, Shape

# filling_process.is_at_work, or what a test has in its place.
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
