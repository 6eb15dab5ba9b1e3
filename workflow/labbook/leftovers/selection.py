"""Which run directories are leftovers, and which of them may be removed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from labbook.artifacts.builds import Build
from labbook.leftovers.folders import Folder, Shape
from labbook.leftovers.writer import is_at_work

AtWork = Callable[[int, float], bool]


@dataclass(frozen=True)
class Leftover:
    """`built`: the last build whose plan named it; `kept`: why it is not removed, or empty."""

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
    """Everything but the `planned` directories. `builds`: the last one first.

    Where fewer than `keep` builds are known, any run may be of one of them, and all are kept.
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
            # No partial directory is without the number of its process.
            filling = folder.process is not None and at_work(folder.process, folder.changed)
            return f"process {folder.process} is filling it" if filling else ""
        case Shape.RUN if any(folder.directory in build.runs for build in builds[:keep]):
            return f"of {last}"
        case Shape.RUN if len(builds) < keep:
            return f"perhaps of {last}"
    return ""
