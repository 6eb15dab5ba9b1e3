"""results/plans/runs.json: the directories of all runs that the current plan names."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.json_file import json_text, read_json
from labbook.errors import LabbookError


def planned_runs_text(directories: Iterable[str]) -> str:
    """The content of the file."""
    return json_text(sorted(directories))


def read_planned_runs(path: Path) -> frozenset[str]:
    """Raises LabbookError if the file is missing or is no list of directories."""
    directories = read_json(path)
    if not isinstance(directories, list) or not all(isinstance(one, str) for one in directories):
        raise LabbookError(f"{path.as_posix()} names no runs; delete it and build again.")
    return frozenset(directories)
