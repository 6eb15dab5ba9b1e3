"""Images that were read: check that they are the promised ones, and leave out the test images."""

from dataclasses import replace

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.entry import DatasetEntry, training_identity
from labbook.errors import LabbookError


def verify_content(dataset: Dataset, entry: DatasetEntry, origin: str) -> None:
    """Raise LabbookError with both checksums if `dataset`, from `origin`, is not `entry`'s.

    An entry without a checksum of its content passes: its reader has checked the files.
    """
    found = content_sha256(dataset)
    if entry.content_sha256 is not None and found != entry.content_sha256:
        raise LabbookError(
            f"the images and labels from {origin} are not {entry.name}: their SHA-256 is {found}, "
            f"expected is {entry.content_sha256}."
        )


def training_part(dataset: Dataset) -> Dataset:
    """The training images with their labels, and a test set without an image."""
    source = dataset.source_sha256
    return replace(
        dataset,
        test_images=dataset.test_images[:0],
        test_labels=dataset.test_labels[:0],
        source_sha256=training_identity(source) if source else None,
    )
