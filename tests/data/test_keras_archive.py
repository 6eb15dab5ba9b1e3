"""Keras's mnist.npz: its arrays decide, and what is refused is named with both checksums."""

from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import content_sha256
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.idx_files import read, read_keras_archive
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError


def write_archive(path: Path, dataset, compressed: bool = False) -> Path:
    (np.savez_compressed if compressed else np.savez)(
        path,
        x_train=dataset.train_images,
        y_train=dataset.train_labels,
        x_test=dataset.test_images,
        y_test=dataset.test_labels,
    )
    return path


@pytest.mark.parametrize("compressed", [True, False])
def test_the_arrays_decide_not_the_container(small, tmp_path: Path, compressed: bool):
    path = write_archive(tmp_path / "mnist.npz", small.dataset, compressed)
    dataset, files = read(small.entry, LocalFiles("a folder", (), path))
    assert content_sha256(dataset) == content_sha256(small.dataset)
    assert files == {"mnist.npz": sha256_file(path)}


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def corrupt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[2000] ^= 0xFF
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def lose_an_array(path: Path) -> None:
    np.savez(path, x_train=np.zeros((1, 28, 28), np.uint8))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncate, "truncated or corrupt"),
        (corrupt, "truncated or corrupt"),
        (empty, "truncated or corrupt"),
        (lose_an_array, "does not hold x_train, y_train"),
    ],
)
def test_a_damaged_archive_is_refused_by_name_with_both_checksums(
    small, tmp_path: Path, damage, said: str
):
    path = write_archive(tmp_path / "mnist.npz", small.dataset)
    damage(path)
    with pytest.raises(LabbookError) as refusal:
        read_keras_archive(path, small.entry)
    for part in (str(path), said, sha256_file(path), MNIST.archive.sha256):
        assert part in str(refusal.value)


def test_other_images_are_refused(small, tmp_path: Path):
    path = write_archive(tmp_path / "mnist.npz", small.dataset)
    with pytest.raises(LabbookError, match="its images or labels differ"):
        read_keras_archive(path, MNIST)


def test_an_archive_of_the_canonical_files_is_mnist(full_mnist: Path, tmp_path: Path):
    paths = tuple(full_mnist / file.name for file in MNIST.files)
    dataset, _ = read(MNIST, LocalFiles("a folder", paths))
    read_keras_archive(write_archive(tmp_path / "mnist.npz", dataset), MNIST)
