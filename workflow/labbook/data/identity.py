"""What identifies the images of a dataset, worked out without reading one of them."""

import hashlib
from collections.abc import Mapping

from labbook.canonical_json import canonical_json


def files_sha256(checksums: Mapping[str, str]) -> str:
    """Identifies the images that are made from files; `checksums`: SHA-256 by name of a file."""
    return hashlib.sha256(canonical_json(dict(checksums)).encode()).hexdigest()


def training_identity(sha256: str) -> str:
    """Identifies the training images alone of the files that `sha256` identifies."""
    return hashlib.sha256(f"training images of {sha256}".encode()).hexdigest()
