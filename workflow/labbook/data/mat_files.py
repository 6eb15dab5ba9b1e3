"""The two .mat files of SVHN's layout as a dataset, every byte checked."""

import hashlib
import io
from pathlib import Path

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.data.cropped_digits import FILE_NAMES, IMAGE_SHAPE, CroppedDigits
from labbook.errors import LabbookError

# How MATLAB, which counts from 1, calls the digit 0.
ZERO = 10


def read_mat_files(folder: Path, digits: CroppedDigits) -> tuple[Dataset, dict[str, str]]:
    """The dataset in `folder`, images (n, 32, 32, 3), and each file's SHA-256 by name.

    Raises LabbookError naming the file, with both checksums where it is another than `digits` says,
    or with what its arrays are where they are not those of the layout.
    """
    expected = (digits.train_sha256, digits.test_sha256)
    train, test = (
        parse_mat(_checked_content(folder / name, sha256, digits), folder / name)
        for name, sha256 in zip(FILE_NAMES, expected, strict=True)
    )
    return Dataset(*train, *test, digits.sha256), dict(zip(FILE_NAMES, expected, strict=True))


def parse_mat(content: bytes, path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 32, 32, 3) uint8 and labels (n,) uint8, 0 to 9, of a file's `content`.

    The file has X (32, 32, 3, n) uint8 and y (n, 1), 1 to 10, where 10 is the digit 0. Raises
    LabbookError naming `path` if it has not.
    """
    from scipy.io import loadmat

    try:
        arrays = loadmat(io.BytesIO(content), variable_names=["X", "y"])
    # Of a file that is broken, SciPy lets through whatever went wrong inside, zlib's errors too.
    except Exception as error:
        raise _not_the_layout(path, f"it cannot be read as a .mat file ({error})") from None
    images, labels = arrays.get("X"), arrays.get("y")
    if images is None or labels is None:
        raise _not_the_layout(path, "it has no array X or no array y")
    if images.dtype != np.uint8 or images.shape[:-1] != IMAGE_SHAPE or not images.size:
        raise _not_the_layout(path, f"X is {images.dtype} of shape {images.shape}")
    if labels.size != images.shape[-1] or not np.isin(labels, range(1, ZERO + 1)).all():
        raise _not_the_layout(
            path, f"y is of shape {labels.shape} with the values {_values(labels)}"
        )
    labels = labels.reshape(-1).astype(np.uint8)
    labels[labels == ZERO] = 0
    return np.ascontiguousarray(np.moveaxis(images, -1, 0)), labels


def _checked_content(path: Path, sha256: str, digits: CroppedDigits) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise LabbookError(
            f"{path} is not {digits.title}'s {path.name}: its SHA-256 is {found}, expected is "
            f"{sha256}; {digits.how_to_state}."
        )
    return content


def _not_the_layout(path: Path, found: str) -> LabbookError:
    return LabbookError(
        f"{path} is not in the layout of SVHN's cropped digits (X: uint8 of shape (32, 32, 3, n), "
        f"y: n labels from 1 to 10): {found}."
    )


def _values(labels: np.ndarray) -> str:
    values = [str(value) for value in np.unique(labels)]
    return ", ".join(values[:11]) + (", …" if len(values) > 11 else "")
