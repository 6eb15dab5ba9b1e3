"""results/plans/builds.json: the plans that were built, the last one first.

An entry is when its plan was last built, and the directories of the plan's runs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.json_file import read_json
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError

ENTRIES = 10


@dataclass(frozen=True)
class Build:
    """`built`: in UTC; `runs`: directories."""

    built: datetime
    runs: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """What makes two plans the same: a run may lie elsewhere by the next build."""
        return frozenset(directory.rpartition(".")[2] for directory in self.runs)


def read_builds(path: Path) -> list[Build]:
    """The builds, none if there is no record; raises LabbookError if it cannot be read."""
    if not path.exists():
        return []
    try:
        return [_build(entry) for entry in read_json(path)]
    except (LabbookError, OSError, TypeError, ValueError) as error:
        raise LabbookError(f"{path.as_posix()} is no record of builds ({error}).") from None


def record_build(path: Path, runs: Iterable[str], built: datetime, keep: int) -> None:
    """Put this build in front, in place of an earlier one of the same plan.

    Keeps ENTRIES builds, or `keep` if that is more. A record that cannot be read begins anew.
    Raises OSError if it cannot be written.
    """
    build = Build(built, frozenset(runs))
    try:
        earlier = read_builds(path)
    except LabbookError:
        earlier = []
    others = [one for one in earlier if one.keys != build.keys]
    write_text(path, _text([build, *others][: max(ENTRIES, keep)]))


def _build(entry: object) -> Build:
    """Raises ValueError for what would read as a build of no runs, or at no time."""
    match entry:
        case {"built": str(text), "runs": list(runs)} if all(isinstance(run, str) for run in runs):
            built = datetime.fromisoformat(text)
            if built.tzinfo is not None:
                return Build(built, frozenset(runs))
    raise ValueError("an entry is not whole")


def _text(builds: Sequence[Build]) -> str:
    """A build a line."""
    lines = [
        canonical_json(
            {"built": build.built.isoformat(timespec="seconds"), "runs": sorted(build.runs)}
        )
        for build in builds
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"
