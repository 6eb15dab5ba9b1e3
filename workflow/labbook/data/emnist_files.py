"""Reader: the letters in EMNIST's archive of idx files, every byte checked.

Its images are stored column by column, and its labels count from 1 (A).
"""

import zipfile
import zlib

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.data.checked_file import check_file
from labbook.data.entry import DatasetEntry
from labbook.data.idx_files import most_bytes, parse_idx, unpack
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError


def read(entry: DatasetEntry, found: LocalFiles) -> tuple[Dataset, dict[str, str]]:
    """The dataset, images (n, 28, 28) with the letters upright, and the archive's SHA-256 by name.

    Raises LabbookError if the archive is not the one of the entry, with both checksums, or does not
    hold the letters.
    """
    (file,), (path,) = entry.files, found.paths
    check_file(path, file, entry)
    most = most_bytes(entry)
    try:
        with zipfile.ZipFile(path) as archive:
            train = _letters(archive, "train", most, len(entry.classes))
            test = _letters(archive, "test", most, len(entry.classes))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise LabbookError(f"{path} does not hold {entry.title} ({error}).") from None
    return Dataset(*train, *test, entry.sha256), {file.name: file.sha256}


def _letters(
    archive: zipfile.ZipFile, part: str, most: int, n_classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a part; raises ValueError or KeyError if they are not there."""
    images, labels = (
        parse_idx(unpack(archive.read(f"gzip/emnist-letters-{part}-{kind}-ubyte.gz"), most))
        for kind in ("images-idx3", "labels-idx1")
    )
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError(f"images of shape {images.shape}, labels of shape {labels.shape}")
    if not 1 <= labels.min(initial=1) <= labels.max(initial=1) <= n_classes:
        raise ValueError(f"labels from {labels.min()} to {labels.max()}")
    return np.ascontiguousarray(images.transpose(0, 2, 1)), labels - np.uint8(1)
