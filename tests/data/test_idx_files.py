"""Four idx files are the dataset they should be, or refused by name with both checksums."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import ARRAY_NAMES, content_sha256
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.idx_files import read
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

NAME = MNIST.files[0].name


def test_the_arrays_come_back_with_the_checksums_of_the_files(small, tmp_path: Path):
    small.write(tmp_path)
    dataset, checksums = read(small.entry, small.found(tmp_path))
    for name in ARRAY_NAMES:
        np.testing.assert_array_equal(getattr(dataset, name), getattr(small.dataset, name))
    assert checksums == {file.name: file.sha256 for file in small.entry.files}


def test_unpacked_and_newly_packed_files_are_as_good(small, tmp_path: Path):
    paths = small.write(tmp_path)
    raw = small.raw[NAME.removesuffix(".gz")]
    # Some browsers unpack a download and leave the name as it is.
    paths["train_images"].write_bytes(raw)
    paths["test_labels"].write_bytes(
        gzip.compress(gzip.decompress(paths["test_labels"].read_bytes()), 1, mtime=7)
    )
    dataset, checksums = read(small.entry, small.found(tmp_path))
    assert content_sha256(dataset) == content_sha256(small.dataset)
    assert checksums[NAME] == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("damage", ["truncated", "corrupt", "differs", "no idx file"])
def test_a_bad_file_is_refused_by_name_with_both_checksums(
    small, tmp_path: Path, damage: str, zipped: bool
):
    paths = small.write(tmp_path)
    file = small.files["train_images"]
    good = small.packed[NAME] if zipped else small.raw[NAME.removesuffix(".gz")]
    if damage == "truncated":
        bad = good[:-100]
    elif damage == "corrupt":
        bad = good[:500] + bytes(255 - byte for byte in good[500:600]) + good[600:]
    elif damage == "differs":
        other = bytearray(small.raw[NAME.removesuffix(".gz")])
        other[-1] ^= 1
        bad = gzip.compress(bytes(other)) if zipped else bytes(other)
    else:
        bad = gzip.compress(b"<html>") if zipped else b"<html>"
    paths["train_images"].write_bytes(bad)

    with pytest.raises(LabbookError) as refusal:
        read(small.entry, small.found(tmp_path))
    sentence = str(refusal.value)
    assert str(paths["train_images"]) in sentence
    assert hashlib.sha256(bad).hexdigest() in sentence
    assert (file.sha256 if bad.startswith(b"\x1f\x8b") else file.unpacked_sha256) in sentence
    if zipped or damage != "corrupt":  # without gzip's check sum corruption is a difference
        assert damage in sentence
    assert "\n" not in sentence


def test_a_file_that_cannot_be_read_is_named(small, tmp_path: Path):
    paths = small.write(tmp_path)
    paths["test_labels"].unlink()
    paths["test_labels"].mkdir()
    with pytest.raises(LabbookError, match=r"t10k-labels-idx1-ubyte\.gz cannot be read"):
        read(small.entry, small.found(tmp_path))


def test_the_files_of_mnist_are_what_the_table_says(full_mnist: Path):
    paths = tuple(full_mnist / file.name for file in MNIST.files)
    dataset, checksums = read(MNIST, LocalFiles("a folder", paths))
    assert content_sha256(dataset) == MNIST.content_sha256
    assert checksums == {file.name: file.sha256 for file in MNIST.files}
    for path, file in zip(paths, MNIST.files, strict=True):
        content = path.read_bytes()
        assert len(content) == file.size
        assert hashlib.sha256(gzip.decompress(content)).hexdigest() == file.unpacked_sha256
    assert dataset.train_images.shape == (MNIST.n_train_total, 28, 28)
    assert dataset.test_images.shape == (MNIST.n_test, 28, 28)
    assert dataset.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
