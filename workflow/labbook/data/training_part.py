"""A dataset without its test images, for whatever must not see them."""

from dataclasses import replace

from labbook.artifacts.dataset import Dataset


def training_part(dataset: Dataset) -> Dataset:
    """The training images with their labels, and a test set without an image."""
    return replace(
        dataset, test_images=dataset.test_images[:0], test_labels=dataset.test_labels[:0]
    )
