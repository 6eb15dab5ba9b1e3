"""dataset.npz: gray images or images in color, and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, read_dataset, write_dataset
from labbook.errors import LabbookError


def written(path: Path, *shape: int) -> Dataset:
    images = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    labels = np.arange(shape[0], dtype=np.uint8)
    dataset = Dataset(images, labels, images[:1], labels[:1])
    write_dataset(path, dataset)
    return dataset


@pytest.mark.parametrize("shape", [(3, 4, 5), (3, 4, 5, 3)])
def test_gray_and_color_come_back(tmp_path: Path, shape: tuple[int, ...]) -> None:
    dataset = written(tmp_path / "some.npz", *shape)
    found = read_dataset(tmp_path / "some.npz")
    for name, array in vars(dataset).items():
        np.testing.assert_array_equal(getattr(found, name), array)


@pytest.mark.parametrize("shape", [(3, 20), (3, 4, 5, 1), (3, 4, 5, 4), (3, 2, 4, 5, 3)])
def test_other_shapes_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    written(tmp_path / "some.npz", *shape)
    with pytest.raises(LabbookError, match="delete it and build again"):
        read_dataset(tmp_path / "some.npz")
