"""Four idx files, or Keras's archive: what is read, and what is refused."""

import gzip
import hashlib
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import ARRAY_NAMES, content_sha256
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.idx_files import KERAS_NAMES, parse_idx, read, read_keras_archive, unpack
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

MOST = 1_000
images = arrays(np.uint8, array_shapes(min_dims=1, max_dims=3, max_side=6))


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@given(images, st.booleans())
def test_an_array_comes_back_from_either_container(array, zipped):
    content = idx_bytes(array)
    parsed = parse_idx(unpack(gzip.compress(content) if zipped else content, MOST))
    assert parsed.dtype == np.uint8
    np.testing.assert_array_equal(parsed, array)


@given(images, st.booleans(), st.data())
def test_a_file_cut_anywhere_is_refused(array, zipped, data):
    content = idx_bytes(array)
    content = gzip.compress(content) if zipped else content
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(ValueError, match=r"truncated|no idx file"):
        parse_idx(unpack(content[:cut], MOST))


def test_what_is_wrong_is_said():
    content = idx_bytes(np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="too long: 7 bytes follow a header that promises 6"):
        parse_idx(content + b"\0")
    with pytest.raises(ValueError, match="not unsigned bytes"):
        parse_idx(b"\0\0\x0d" + content[3:])
    with pytest.raises(ValueError, match="no idx file"):
        parse_idx(b"<html>not found</html>")


def test_a_corrupt_gzip_stream_is_told_from_a_truncated_one():
    content = bytearray(gzip.compress(idx_bytes(np.arange(200, dtype=np.uint8))))
    content[-6] ^= 0xFF  # its check sum
    with pytest.raises(ValueError, match="corrupt"):
        unpack(bytes(content), MOST)


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


def claim_another_packing(path: Path) -> None:
    path.write_bytes(_with_flag(path.read_bytes(), method=99))


def claim_a_password(path: Path) -> None:
    path.write_bytes(_with_flag(path.read_bytes(), flags=1))


def _with_flag(archive: bytes, **fields: int) -> bytes:
    """The entry of the first member in the directory of a zip file, edited."""
    found = bytearray(archive)
    start = found.index(b"PK\x01\x02")
    for name, number in fields.items():
        struct.pack_into("<H", found, start + {"flags": 8, "method": 10}[name], number)
    return bytes(found)


def hold_text(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in KERAS_NAMES.values():
            archive.writestr(f"{name}.npy", "not found")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (claim_another_packing, "truncated or corrupt"),
        (claim_a_password, "truncated or corrupt"),
        (hold_text, "truncated or corrupt"),
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
