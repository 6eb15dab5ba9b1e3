"""What vouches for the files of a run that a test has made up."""

from pathlib import Path
from typing import Any

from labbook.artifacts.provenance import FILE_NAME, Provenance, checksums, write_provenance


def write_provenance_of(directory: Path, seed: int = 0, **fields: Any) -> None:
    """As training would, for files that a test has made up; `fields` of it that matter there."""
    names = [path.name for path in directory.iterdir() if path.name != FILE_NAME]
    others: dict[str, Any] = {
        "key": "0" * 12,
        "dataset": {"name": "mnist", "sha256": "0" * 64},
        "versions": {},
        "git_commit": None,
        "code": {},
    }
    files = checksums(directory, names)
    write_provenance(directory, Provenance(seed=seed, files=files, **{**others, **fields}))
