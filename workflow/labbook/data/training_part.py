"""A dataset without its test images, for trainings that must not see them."""

from dataclasses import replace

from labbook.artifacts.dataset import Dataset
from labbook.data.identity import training_identity


def training_part(dataset: Dataset) -> Dataset:
    """The training images with their labels, and a test set without an image."""
    source = dataset.source_sha256
    return replace(
        dataset,
        test_images=dataset.test_images[:0],
        test_labels=dataset.test_labels[:0],
        source_sha256=training_identity(source) if source else None,
    )
