"""Lists of run directories: those of the plan, of the last builds, and those that may be removed.

results/plans/runs.json has the runs that the current plan names. results/plans/builds.json has the
plans that were built, the last one first. results/leftovers.json has what the user was last shown
as removable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from labbook.artifacts.atomic import write_text
from labbook.artifacts.json_file import json_text, read_json, write_json
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError


def planned_runs_text(directories: Iterable[str]) -> str:
    """The content of results/plans/runs.json."""
    return json_text(sorted(directories))


def read_planned_runs(path: Path) -> frozenset[str]:
    """The directories; raises LabbookError if the file is missing or is no list of them."""
    directories = read_json(path)
    are_names = isinstance(directories, list) and all(isinstance(name, str) for name in directories)
    if not are_names:
        raise LabbookError(f"{path.as_posix()} names no runs; delete it and build again.")
    return frozenset(directories)


ENTRIES = 10


@dataclass(frozen=True)
class Build:
    """`built`: in UTC; `runs`: directories."""

    built: datetime
    runs: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the runs. Builds with the same keys had the same plan."""
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
    others = [other for other in earlier if other.keys != build.keys]
    write_text(path, _builds_text([build, *others][: max(ENTRIES, keep)]))


def _build(entry: object) -> Build:
    """The build of an entry; raises ValueError if the entry has no time or no list of runs."""
    match entry:
        case {"built": str(text), "runs": list(runs)} if all(isinstance(run, str) for run in runs):
            built = datetime.fromisoformat(text)
            if built.tzinfo is not None:
                return Build(built, frozenset(runs))
    raise ValueError("an entry is not whole")


def _builds_text(builds: Sequence[Build]) -> str:
    """A build a line."""
    lines = [
        canonical_json(
            {"built": build.built.isoformat(timespec="seconds"), "runs": sorted(build.runs)}
        )
        for build in builds
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


LIST_FIRST = "`snakemake --cores 1 leftovers` lists what would be removed; do that first."


def write_listing(path: Path, removable: Mapping[str, int]) -> None:
    """`removable`: bytes by directory."""
    write_json(path, {"removable": dict(removable)})


def read_listing(path: Path) -> frozenset[str]:
    """The directories listed; raises LabbookError if nothing was, or the file is broken."""
    if not path.exists():
        raise LabbookError(f"nothing was removed: {LIST_FIRST}")
    try:
        removable = read_json(path)["removable"]
        if not isinstance(removable, dict):
            raise TypeError
    except (LabbookError, KeyError, TypeError):
        raise LabbookError(
            f"nothing was removed: {path.as_posix()} is no listing; {LIST_FIRST}"
        ) from None
    return frozenset(removable)
