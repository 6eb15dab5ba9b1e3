"""Datasets for tests that plan: known by a checksum that no images have."""

from typing import Any

from labbook.data.entry import DIGITS
from labbook.planning.datasets import DatasetIdentity


def made_up_dataset(name: str = "mnist", sha256: str = "0" * 64, **changes: Any) -> DatasetIdentity:
    """Gray images of digits, 28 × 28 pixels, but for `changes`."""
    usual = {
        **{"training_sha256": "", "image_shape": (28, 28), "title": name},
        **{"classes": DIGITS, "noun": "digit"},
    }
    return DatasetIdentity(name, sha256, **{**usual, **changes})
