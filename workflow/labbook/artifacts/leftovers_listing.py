"""results/leftovers.json: what the user was last shown as removable, with its size in bytes."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

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
