"""MNIST from its four idx files, every byte checked."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from labbook.artifacts.dataset import Dataset, dataset_of
from labbook.data.canonical_files import MNIST_FILES, CanonicalFile, CanonicalFiles
from labbook.data.idx import is_gzip, parse_idx, unpack
from labbook.errors import LabbookError


def read_idx_files(
    paths: Mapping[str, Path], files: CanonicalFiles = MNIST_FILES
) -> tuple[Dataset, dict[str, str]]:
    """The dataset in `paths` (one for each array of `Dataset`) and each file's SHA-256 by name.

    Raises LabbookError naming the file and both checksums if one is not what was published.
    """
    arrays: dict[str, np.ndarray] = {}
    checksums: dict[str, str] = {}
    for array_name, file in files.items():
        path = paths[array_name]
        arrays[array_name], checksums[path.name] = _read_idx_file(path, file)
    return dataset_of(arrays), checksums


def _read_idx_file(path: Path, file: CanonicalFile) -> tuple[np.ndarray, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    found = hashlib.sha256(content).hexdigest()
    reason = "its content differs"
    try:
        unpacked = unpack(content)
        array = parse_idx(unpacked)
        if file.sha256 in (found, hashlib.sha256(unpacked).hexdigest()):
            return array, found
    except ValueError as error:
        reason = str(error)
    expected = file.gz_sha256 if is_gzip(content) else file.sha256
    raise LabbookError(
        f"{path} is not MNIST's {file.name}: {reason}; its SHA-256 is {found}, expected is "
        f"{expected}; replace the file or remove it."
    )
