"""dataset.npz: the images and labels that every run of a dataset reads."""

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError


@dataclass(frozen=True)
class Dataset:
    """Images and their labels, uint8 of shape (n,).

    Gray images are uint8 of shape (n, height, width), images in color (n, height, width, 3).
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


ARRAY_NAMES = tuple(field.name for field in fields(Dataset))


def write_dataset(path: Path, dataset: Dataset) -> None:
    """Write the four arrays; the same content gives the same bytes."""
    write_arrays(path, _arrays(dataset))


def read_dataset(path: Path) -> Dataset:
    """Read a dataset; raises LabbookError if an array is missing, not uint8 or of a wrong shape."""
    arrays = read_arrays(path)
    if sorted(arrays) != sorted(ARRAY_NAMES):
        raise LabbookError(
            f"{path} holds the arrays {', '.join(sorted(arrays)) or 'none'} instead of "
            f"{', '.join(ARRAY_NAMES)}; delete it and build again."
        )
    dataset = Dataset(**arrays)
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
    return dataset


def read_checked_dataset(path: Path, sha256: str) -> Dataset:
    """Read a dataset; raises LabbookError if its content has not the checksum `sha256`."""
    dataset = read_dataset(path)
    found = content_sha256(dataset)
    if found != sha256:
        raise LabbookError(
            f"{path} has the content checksum {found} instead of {sha256}; delete it and build "
            "again."
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
