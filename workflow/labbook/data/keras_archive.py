"""A dataset from the .npz archive that Keras downloads and caches."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError

KERAS_NAMES = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
}


def read_keras_archive(path: Path, entry: DatasetEntry) -> tuple[Dataset, dict[str, str]]:
    """The dataset in the archive, and the file's SHA-256 by its name.

    The arrays decide, so an archive that NumPy wrote anew is as good as the published one.
    Raises LabbookError naming the file and both checksums if it is truncated, corrupt or another.
    """
    try:
        found = sha256_file(path)
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    expected = entry.archive.sha256 if entry.archive else "unknown"
    reason = "its images or labels differ"
    try:
        # Opened here, because NumPy leaves a broken archive open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            dataset = Dataset(**{ours: archive[keras] for ours, keras in KERAS_NAMES.items()})
        if content_sha256(dataset) == entry.content_sha256:
            return dataset, {path.name: found}
    except KeyError:
        reason = f"it does not hold {', '.join(KERAS_NAMES.values())}"
    except (OSError, EOFError, ValueError, TypeError, zipfile.BadZipFile, zlib.error):
        reason = "it is truncated or corrupt"
    raise LabbookError(
        f"{path} is not {entry.title} as Keras publishes it: {reason}; its SHA-256 is {found}, "
        f"expected is {expected}; {entry.what_to_do_about_other_files}."
    )
