"""What vouches for the files of a run that a test has made up."""

from pathlib import Path

from labbook.artifacts.provenance import Provenance, checksums, write_provenance


def write_provenance_of(directory: Path, seed: int = 0) -> None:
    """As training would, for files that a test has made up."""
    names = [path.name for path in directory.iterdir()]
    dataset = {"name": "mnist", "sha256": "0" * 64}
    files = checksums(directory, names)
    write_provenance(directory, Provenance("0" * 12, seed, dataset, {}, None, files, {}))
