"""Reader: the two .mat files of SVHN's layout, every byte checked."""

import io
from pathlib import Path

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.data.checked_file import check_file
from labbook.data.entry import DatasetEntry
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

IMAGE_SHAPE = (32, 32, 3)
# MATLAB counts from 1 and calls the digit 0 so.
ZERO = 10


def read(entry: DatasetEntry, found: LocalFiles) -> tuple[Dataset, dict[str, str]]:
    """The dataset, images (n, 32, 32, 3), and each file's SHA-256 by name.

    The entry's files hold the training images and the test images, in this order. Raises
    LabbookError naming the file, with both checksums where it is not the one of the entry, or with
    what its arrays are where they do not have the layout.
    """
    for file, path in zip(entry.files, found.paths, strict=True):
        check_file(path, file, entry)
    train, test = (parse_mat(_content(path), path) for path in found.paths)
    return Dataset(*train, *test, entry.sha256), {file.name: file.sha256 for file in entry.files}


def parse_mat(content: bytes, path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 32, 32, 3) uint8 and labels (n,) uint8, 0 to 9, of a file's `content`.

    The file has X (32, 32, 3, n) uint8 and y (n, 1), 1 to 10, where 10 is the digit 0. Raises
    LabbookError naming `path` if it has not.
    """
    from scipy.io import loadmat

    try:
        arrays = loadmat(io.BytesIO(content), variable_names=["X", "y"])
    # SciPy lets through whatever goes wrong inside a broken file, zlib's errors, too.
    except Exception as error:
        raise _not_the_layout(path, f"it cannot be read as a .mat file ({error})") from None
    images, labels = arrays.get("X"), arrays.get("y")
    if not isinstance(images, np.ndarray) or not isinstance(labels, np.ndarray):
        raise _not_the_layout(path, "it has no array X or no array y")
    if images.dtype != np.uint8 or images.shape[:-1] != IMAGE_SHAPE or not images.size:
        raise _not_the_layout(path, f"X is {images.dtype} of shape {images.shape}")
    if labels.dtype.kind not in "uif":
        raise _not_the_layout(path, f"y is {labels.dtype}")
    if labels.size != images.shape[-1] or not np.isin(labels, range(1, ZERO + 1)).all():
        raise _not_the_layout(
            path, f"y is of shape {labels.shape} with the values {_values(labels)}"
        )
    labels = labels.reshape(-1).astype(np.uint8)
    labels[labels == ZERO] = 0
    return np.ascontiguousarray(np.moveaxis(images, -1, 0)), labels


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None


def _not_the_layout(path: Path, found: str) -> LabbookError:
    return LabbookError(
        f"{path} is not in the layout of SVHN's cropped digits (X: uint8 of shape (32, 32, 3, n), "
        f"y: n labels from 1 to 10): {found}."
    )


def _values(labels: np.ndarray) -> str:
    values = [str(value) for value in np.unique(labels)]
    return ", ".join(values[:11]) + (", …" if len(values) > 11 else "")
