"""results/builds/<time>.json: of a finished build, what it is compared by with another."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from labbook.artifacts.atomic import write_text
from labbook.artifacts.typed_json import plain, read_typed
from labbook.canonical_json import canonical_json

MOST_KEPT = 20
TIME = "%Y-%m-%dT%H-%M-%S"


@dataclass(frozen=True)
class KeptNumber:
    """A number of numbers.json (artifacts/numbers.py)."""

    value: float | None
    spread: float | None
    n: int
    text: str


@dataclass(frozen=True)
class KeptLab:
    """`runs`: keys by `<experiment>/<run>`; `statements`: what the page says, by its finding."""

    runs: dict[str, str]
    numbers: dict[str, KeptNumber]
    statements: dict[str, str]


@dataclass(frozen=True)
class KeptBuild:
    """`config`: values by key, nested keys joined by dots; `data`: SHA-256 by dataset; `code`:
    hashes by module or file of the project; `versions`: by library. `labs`: those up to date.
    """

    config: dict[str, Any]
    data: dict[str, str]
    code: dict[str, str]
    versions: dict[str, str]
    labs: dict[str, KeptLab]


def kept_builds(folder: Path) -> list[Path]:
    """The files, the earliest first."""
    return sorted(folder.glob("*.json"))


def keep_build(folder: Path, build: KeptBuild, now: datetime) -> None:
    """Write it beside the earlier ones, unless the last of them was the same; `now` is in UTC.

    Raises OSError if it cannot be written.
    """
    text = canonical_json(plain(build)) + "\n"
    kept = kept_builds(folder)
    if kept and kept[-1].read_text(encoding="utf-8") == text:
        return
    write_text(folder / f"{now.strftime(TIME)}.json", text)
    for path in kept[: max(0, len(kept) + 1 - MOST_KEPT)]:
        os.unlink(path)


def read_kept_build(path: Path) -> KeptBuild:
    """Raises LabbookError naming the file if it is not whole."""
    return read_typed(path, KeptBuild)


def flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested keys joined by dots."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found
