"""provenance.json: where a run's files come from, and what they were when they were written."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

FILE_NAME = "provenance.json"


@dataclass(frozen=True)
class Provenance:
    """`files`: SHA-256 by file name; `dataset`: name and content SHA-256; `code`: hash by module of
    what trained it; `git_commit`: recorded for the reader, and no part of the key; `processor`:
    what of it decides the last bits (training/processor.py).
    """

    key: str
    seed: int
    dataset: dict[str, str]
    versions: dict[str, str]
    git_commit: str | None
    files: dict[str, str]
    code: dict[str, str]
    processor: dict[str, str] = field(default_factory=dict)


def checksums(directory: Path, names: list[str]) -> dict[str, str]:
    """SHA-256 of the named files in `directory`."""
    return {name: sha256_file(directory / name) for name in sorted(names)}


def write_provenance(directory: Path, provenance: Provenance) -> None:
    write_json(directory / FILE_NAME, asdict(provenance))


def read_provenance(directory: Path) -> Provenance:
    value: dict[str, Any] = read_json(directory / FILE_NAME)
    return Provenance(**value)


def check_file(directory: Path, name: str) -> None:
    """Raise LabbookError unless the file is the one that its run's provenance vouches for."""
    expected = read_provenance(directory).files.get(name)
    if sha256_file(directory / name) != expected:
        raise LabbookError(
            f"{directory / name} is not as training left it; put the original back, or delete "
            f"{directory} and build again."
        )
