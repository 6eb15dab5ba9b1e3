"""Four idx files are the dataset they should be, or refused by name with both checksums."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import ARRAY_NAMES, content_sha256
from labbook.data.canonical_files import MNIST_FILES
from labbook.data.idx_files import read_idx_files
from labbook.data.known import MNIST
from labbook.errors import LabbookError

NAME = MNIST_FILES["train_images"].gz_name


def test_the_arrays_come_back_with_the_checksums_of_the_files(small, tmp_path: Path):
    dataset, checksums = read_idx_files(small.write(tmp_path), small.files)
    for name in ARRAY_NAMES:
        np.testing.assert_array_equal(getattr(dataset, name), getattr(small.dataset, name))
    assert checksums == {file.gz_name: file.gz_sha256 for file in small.files.values()}


def test_unpacked_and_newly_packed_files_are_as_good(small, tmp_path: Path):
    paths = small.write(tmp_path)
    raw = small.raw[small.files["train_images"].name]
    # Some browsers unpack a download and leave the name as it is.
    paths["train_images"].write_bytes(raw)
    paths["test_labels"].write_bytes(
        gzip.compress(gzip.decompress(paths["test_labels"].read_bytes()), 1, mtime=7)
    )
    dataset, checksums = read_idx_files(paths, small.files)
    assert content_sha256(dataset) == content_sha256(small.dataset)
    assert checksums[NAME] == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("damage", ["truncated", "corrupt", "differs", "no idx file"])
def test_a_bad_file_is_refused_by_name_with_both_checksums(
    small, tmp_path: Path, damage: str, zipped: bool
):
    paths = small.write(tmp_path)
    file = small.files["train_images"]
    good = small.packed[file.gz_name] if zipped else small.raw[file.name]
    if damage == "truncated":
        bad = good[:-100]
    elif damage == "corrupt":
        bad = good[:500] + bytes(255 - byte for byte in good[500:600]) + good[600:]
    elif damage == "differs":
        other = bytearray(small.raw[file.name])
        other[-1] ^= 1
        bad = gzip.compress(bytes(other)) if zipped else bytes(other)
    else:
        bad = gzip.compress(b"<html>") if zipped else b"<html>"
    paths["train_images"].write_bytes(bad)

    with pytest.raises(LabbookError) as refusal:
        read_idx_files(paths, small.files)
    sentence = str(refusal.value)
    assert str(paths["train_images"]) in sentence
    assert hashlib.sha256(bad).hexdigest() in sentence
    assert (file.gz_sha256 if bad.startswith(b"\x1f\x8b") else file.sha256) in sentence
    if zipped or damage != "corrupt":  # without gzip's check sum corruption is a difference
        assert damage in sentence
    assert "\n" not in sentence


def test_a_file_that_cannot_be_read_is_named(small, tmp_path: Path):
    paths = small.write(tmp_path)
    paths["test_labels"].unlink()
    paths["test_labels"].mkdir()
    with pytest.raises(LabbookError, match=r"t10k-labels-idx1-ubyte\.gz cannot be read"):
        read_idx_files(paths, small.files)


def test_the_files_of_mnist_are_what_the_table_says(full_mnist: Path):
    paths = {array: full_mnist / file.gz_name for array, file in MNIST_FILES.items()}
    dataset, checksums = read_idx_files(paths)
    assert content_sha256(dataset) == MNIST.content_sha256
    assert checksums == {file.gz_name: file.gz_sha256 for file in MNIST_FILES.values()}
    for array, file in MNIST_FILES.items():
        content = paths[array].read_bytes()
        assert len(content) == file.gz_size
        assert hashlib.sha256(gzip.decompress(content)).hexdigest() == file.sha256
    assert dataset.train_images.shape == (MNIST.n_train_total, 28, 28)
    assert dataset.test_images.shape == (MNIST.n_test, 28, 28)
    assert dataset.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
