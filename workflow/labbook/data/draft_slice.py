"""A part of the images of a dataset that is enough for a draft of a report."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.data.split import split_validation


def draft_slice(dataset: Dataset, sizes: Sequence[int], sha256: str) -> Dataset:
    """As many training and test images of each class as is its share; `sha256` identifies them.

    `sizes`: of the training and the test images; where there are no more, all are taken. Raises
    LabbookError for a class with too few images.
    """
    training, test = (
        _taken(labels, size)
        for labels, size in zip((dataset.train_labels, dataset.test_labels), sizes, strict=True)
    )
    return replace(
        dataset,
        train_images=dataset.train_images[training],
        train_labels=dataset.train_labels[training],
        test_images=dataset.test_images[test],
        test_labels=dataset.test_labels[test],
        source_sha256=sha256,
    )


def _taken(labels: np.ndarray, size: int) -> np.ndarray:
    if len(labels) <= size:
        return np.arange(len(labels))
    return split_validation(labels, size / len(labels), seed=0)[1]
