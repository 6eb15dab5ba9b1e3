"""MNIST from the mnist.npz that Keras downloads and caches."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.known import MNIST
from labbook.errors import LabbookError

ARCHIVE_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"

KERAS_NAMES = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
}


def read_keras_archive(path: Path, content: str = MNIST.content_sha256) -> tuple[Dataset, str]:
    """The dataset in an `mnist.npz` and the file's SHA-256.

    The arrays decide, so an archive that NumPy wrote anew is as good as the published one.
    Raises LabbookError naming the file and both checksums if it is truncated, corrupt or another.
    """
    try:
        found = sha256_file(path)
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    reason = "its images or labels differ"
    try:
        # Opened here, because NumPy leaves a broken archive open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            dataset = Dataset(**{ours: archive[keras] for ours, keras in KERAS_NAMES.items()})
        if content_sha256(dataset) == content:
            return dataset, found
    except KeyError:
        reason = f"it does not hold {', '.join(KERAS_NAMES.values())}"
    except (OSError, EOFError, ValueError, TypeError, zipfile.BadZipFile, zlib.error):
        reason = "it is truncated or corrupt"
    raise LabbookError(
        f"{path} is not MNIST as Keras publishes it: {reason}; its SHA-256 is {found}, expected is "
        f"{ARCHIVE_SHA256}; replace the file or remove it."
    )
