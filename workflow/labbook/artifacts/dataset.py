"""dataset.npz: the images and labels that every run of a dataset reads."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError


@dataclass(frozen=True)
class Dataset:
    """Images and their labels, uint8 of shape (n,).

    Gray images are uint8 of shape (n, height, width), images in color (n, height, width, 3).
    `source_sha256` stands for the files that they were made from, where these identify the dataset;
    without it, its content does.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    source_sha256: str | None = None

    @property
    def sha256(self) -> str:
        """What identifies it."""
        return self.source_sha256 or content_sha256(self)


ARRAY_NAMES = ("train_images", "train_labels", "test_images", "test_labels")
# Of a dataset that its source identifies: 32 bytes each, of the source and of the content.
CHECKSUM_NAMES = ("source_sha256", "content_sha256")


def dataset_of(arrays: Mapping[str, np.ndarray], source_sha256: str | None = None) -> Dataset:
    """The dataset with the arrays named ARRAY_NAMES."""
    train_images, train_labels, test_images, test_labels = (arrays[name] for name in ARRAY_NAMES)
    return Dataset(train_images, train_labels, test_images, test_labels, source_sha256)


def write_dataset(path: Path, dataset: Dataset) -> None:
    """Write the four arrays; the same content gives the same bytes."""
    checksums = {}
    if dataset.source_sha256:
        both = (dataset.source_sha256, content_sha256(dataset))
        values = [np.frombuffer(bytes.fromhex(one), np.uint8) for one in both]
        checksums = dict(zip(CHECKSUM_NAMES, values, strict=True))
    write_arrays(path, {**_arrays(dataset), **checksums})


def read_dataset(path: Path) -> Dataset:
    """Read a dataset; raises LabbookError if an array is missing, not uint8 or of a wrong shape, or
    if its content has not the checksum that was written with it.
    """
    arrays = read_arrays(path)
    source, content = (
        arrays.pop(name).tobytes().hex() if name in arrays else None for name in CHECKSUM_NAMES
    )
    if sorted(arrays) != sorted(ARRAY_NAMES):
        raise LabbookError(
            f"{path} holds the arrays {', '.join(sorted(arrays)) or 'none'} instead of "
            f"{', '.join(ARRAY_NAMES)}; delete it and build again."
        )
    dataset = dataset_of(arrays, source)
    for images, labels in (
        (dataset.train_images, dataset.train_labels),
        (dataset.test_images, dataset.test_labels),
    ):
        if (
            images.dtype != np.uint8
            or labels.dtype != np.uint8
            or not (images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3))
            or labels.shape != images.shape[:1]
        ):
            raise LabbookError(
                f"{path} holds {images.dtype} images of shape {images.shape} with {labels.dtype} "
                f"labels of shape {labels.shape}; delete it and build again."
            )
    if content is not None and content_sha256(dataset) != content:
        raise LabbookError(f"{path} was changed after it was made; delete it and build again.")
    return dataset


def read_checked_dataset(path: Path, sha256: str) -> Dataset:
    """Read a dataset; raises LabbookError if `sha256` does not identify it.

    A process that asks again for the file that it has read last is given the same dataset.
    """
    try:
        found = path.stat()
    except OSError:
        return _read_checked(path, sha256)
    return _read_checked(path.resolve(), sha256, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=1)
def _read_checked(path: Path, sha256: str, *_file: int) -> Dataset:
    dataset = read_dataset(path)
    found = dataset.sha256
    if found != sha256:
        raise LabbookError(
            f"{path} has the checksum {found} instead of {sha256}; delete it and build again."
        )
    return dataset


def content_sha256(dataset: Dataset) -> str:
    """SHA-256 over names, types, shapes and bytes of the arrays, whatever file they came in."""
    digest = hashlib.sha256()
    for name, array in _arrays(dataset).items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _arrays(dataset: Dataset) -> dict[str, np.ndarray]:
    return {name: getattr(dataset, name) for name in ARRAY_NAMES}
