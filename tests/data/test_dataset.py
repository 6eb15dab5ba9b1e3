"""The dataset's file and the checksum of its content."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.dataset import ARRAY_NAMES, content_sha256, read_dataset, write_dataset
from labbook.errors import LabbookError


def test_what_is_written_is_read(small, tmp_path: Path):
    write_dataset(tmp_path / "a.npz", small.dataset)
    read = read_dataset(tmp_path / "a.npz")
    for name in ARRAY_NAMES:
        np.testing.assert_array_equal(getattr(read, name), getattr(small.dataset, name))


def test_same_content_gives_the_same_bytes_and_checksum(small, tmp_path: Path):
    other_layout = replace(
        small.dataset, train_images=np.asfortranarray(small.dataset.train_images)
    )
    write_dataset(tmp_path / "a.npz", small.dataset)
    write_dataset(tmp_path / "b.npz", read_dataset(tmp_path / "a.npz"))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert content_sha256(other_layout) == content_sha256(small.dataset)


def test_every_part_of_the_content_counts(small):
    data = small.dataset
    pixel = data.test_images.copy()
    pixel[-1, -1, -1] ^= 1
    label = data.train_labels.copy()
    label[0] ^= 1
    variants = [
        data,
        replace(data, test_images=pixel),
        replace(data, train_labels=label),
        replace(data, train_images=data.train_images.reshape(50, 14, 56)),
        replace(data, test_labels=data.test_labels.astype(np.int8)),
        replace(data, train_images=data.test_images, test_images=data.train_images),
    ]
    assert len({content_sha256(variant) for variant in variants}) == len(variants)


@pytest.mark.parametrize(
    "change",
    [
        {"test_labels": np.zeros(9, np.uint8)},
        {"train_images": np.zeros((50, 784), np.uint8)},
        {"train_images": np.zeros((50, 28, 28), np.float32)},
        {"train_labels": np.zeros(50, np.int64)},
    ],
)
def test_a_file_of_wrong_types_or_shapes_is_refused_by_name(small, tmp_path: Path, change):
    write_dataset(tmp_path / "mnist.npz", replace(small.dataset, **change))
    with pytest.raises(LabbookError, match=r"mnist\.npz holds"):
        read_dataset(tmp_path / "mnist.npz")


def test_a_file_with_other_arrays_is_refused_by_name(small, tmp_path: Path):
    write_arrays(tmp_path / "mnist.npz", {"x_train": small.dataset.train_images})
    with pytest.raises(LabbookError, match=r"mnist\.npz holds the arrays x_train"):
        read_dataset(tmp_path / "mnist.npz")
