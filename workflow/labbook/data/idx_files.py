"""Reader: four idx files, every byte checked, or Keras's archive of the same images."""

import hashlib
from pathlib import Path

import numpy as np

from labbook.artifacts.dataset import ARRAY_NAMES, Dataset, dataset_of
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.data.idx import is_gzip, parse_idx, unpack
from labbook.data.keras_archive import read_keras_archive
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError


def read(entry: DatasetEntry, found: LocalFiles) -> tuple[Dataset, dict[str, str]]:
    """The dataset, and each file's SHA-256 by name.

    The entry's files hold the training images, their labels, the test images, their labels, in this
    order. Raises LabbookError naming the file and both checksums if one is not what was published.
    """
    if found.archive is not None:
        return read_keras_archive(found.archive, entry)
    arrays: dict[str, np.ndarray] = {}
    checksums: dict[str, str] = {}
    for array_name, file, path in zip(ARRAY_NAMES, entry.files, found.paths, strict=True):
        arrays[array_name], checksums[path.name] = _read_idx_file(path, file, entry)
    return dataset_of(arrays), checksums


def _read_idx_file(path: Path, file: DatasetFile, entry: DatasetEntry) -> tuple[np.ndarray, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    found = hashlib.sha256(content).hexdigest()
    reason = "its content differs"
    try:
        unpacked = unpack(content)
        array = parse_idx(unpacked)
        if file.unpacked_sha256 in (found, hashlib.sha256(unpacked).hexdigest()):
            return array, found
    except ValueError as error:
        reason = str(error)
    expected = file.sha256 if is_gzip(content) else file.unpacked_sha256
    raise LabbookError(
        f"{path} is not {entry.title}'s {file.name.removesuffix('.gz')}: {reason}; its SHA-256 is "
        f"{found}, expected is {expected}; {entry.what_to_do_about_other_files}."
    )
