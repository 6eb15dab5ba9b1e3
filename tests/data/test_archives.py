"""CIFAR and EMNIST are read from archives; a small one in the same layout stands for each."""

import gzip
import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from data.conftest import SmallMnist, idx_bytes
from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.datasets.cifar10 import ENTRY as CIFAR10
from labbook.data.datasets.cifar100 import ENTRY as CIFAR100
from labbook.data.datasets.emnist_letters import ENTRY as EMNIST
from labbook.data.datasets.fashion_mnist import ENTRY as FASHION
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

GENERATOR = np.random.default_rng(0)


def made_up(entry: DatasetEntry, n_train: int, n_test: int) -> Dataset:
    def images(n: int) -> np.ndarray:
        return GENERATOR.integers(0, 256, (n, *entry.image_shape), dtype=np.uint8)

    def labels(n: int) -> np.ndarray:
        return (np.arange(n) % len(entry.classes)).astype(np.uint8)

    return Dataset(images(n_train), labels(n_train), images(n_test), labels(n_test))


def records(images: np.ndarray, labels: np.ndarray, coarse: bool) -> bytes:
    """As https://www.cs.toronto.edu/~kriz/cifar.html says: labels, then a plane a color."""
    return b"".join(
        bytes([99] * coarse + [label])
        + b"".join(image[:, :, color].tobytes() for color in range(3))
        for image, label in zip(images, labels, strict=True)
    )


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def cifar10(data: Dataset) -> bytes:
    batches = {
        f"cifar-10-batches-bin/data_batch_{batch + 1}.bin": records(
            data.train_images[batch::5], data.train_labels[batch::5], False
        )
        for batch in reversed(range(5))
    }
    test = records(data.test_images, data.test_labels, False)
    return packed({"readme.html": b"?", "cifar-10-batches-bin/test_batch.bin": test, **batches})


def cifar100(data: Dataset) -> bytes:
    train = records(data.train_images, data.train_labels, True)
    test = records(data.test_images, data.test_labels, True)
    return packed({"cifar-100-binary/train.bin": train, "cifar-100-binary/test.bin": test})


def emnist(data: Dataset, first_label: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("train", "test"):
            images = getattr(data, f"{part}_images").transpose(0, 2, 1)
            labels = getattr(data, f"{part}_labels") + np.uint8(first_label)
            for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
                content = gzip.compress(idx_bytes(array))
                archive.writestr(f"gzip/emnist-letters-{part}-{kind}-ubyte.gz", content)
    return buffer.getvalue()


def read(entry: DatasetEntry, content: bytes, path: Path) -> Dataset:
    """What the reader makes of an archive, whose checksum is taken for the published one."""
    path.write_bytes(content)
    file = DatasetFile(entry.files[0].name, hashlib.sha256(content).hexdigest(), len(content))
    small = replace(entry, files=(file,), n_train_total=None, n_test=None)
    dataset, files = import_module(entry.reader).read(small, LocalFiles("here", (path,)))
    assert files == {file.name: file.sha256}
    assert dataset.sha256 == small.sha256
    return dataset


def test_cifar_10_is_its_batches_in_their_order(tmp_path: Path) -> None:
    data = made_up(CIFAR10, 20, 3)
    found = read(CIFAR10, cifar10(data), tmp_path / "a")
    order = [place for batch in range(5) for place in range(batch, 20, 5)]
    expected = replace(
        data, train_images=data.train_images[order], train_labels=data.train_labels[order]
    )
    assert content_sha256(found) == content_sha256(expected)


def test_cifar_100_has_its_fine_labels(tmp_path: Path) -> None:
    data = made_up(CIFAR100, 120, 3)
    found = read(CIFAR100, cifar100(data), tmp_path / "a")
    assert content_sha256(found) == content_sha256(data)


def test_the_letters_of_emnist_stand_upright_and_count_from_zero(tmp_path: Path) -> None:
    data = made_up(EMNIST, 30, 27)
    found = read(EMNIST, emnist(data), tmp_path / "a")
    assert content_sha256(found) == content_sha256(data)


DATA = {entry.name: made_up(entry, 5, 1) for entry in (CIFAR10, CIFAR100, EMNIST)}
OTHERS = {
    "no archive": (CIFAR10, b"nothing"),
    "cut off": (CIFAR10, cifar10(DATA["cifar10"])[:-400]),
    "without a batch": (CIFAR10, packed({"cifar-10-batches-bin/test_batch.bin": b""})),
    "half a record": (
        CIFAR100,
        packed({"cifar-100-binary/train.bin": b"12", "cifar-100-binary/test.bin": b""}),
    ),
    "no zip": (EMNIST, b"nothing"),
    "without letters": (EMNIST, b"PK\5\6" + bytes(18)),
    "labels from 0": (EMNIST, emnist(DATA["emnist_letters"], 0)),
    "labels beyond Z": (EMNIST, emnist(DATA["emnist_letters"], 26)),
}


@pytest.mark.parametrize("case", OTHERS)
def test_another_layout_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    entry, content = OTHERS[case]
    with pytest.raises(LabbookError, match=f"a does not hold {entry.title}") as refused:
        read(entry, content, tmp_path / "a")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("entry", [CIFAR10, CIFAR100, EMNIST])
def test_other_bytes_are_refused_with_both_checksums(entry: DatasetEntry, tmp_path: Path) -> None:
    path = tmp_path / entry.files[0].name
    path.write_bytes(b"nothing")
    with pytest.raises(LabbookError, match=f"expected is {entry.files[0].sha256}; replace") as said:
        import_module(entry.reader).read(entry, LocalFiles("here", (path,)))
    assert hashlib.sha256(b"nothing").hexdigest() in str(said.value)


def test_idx_files_without_a_checksum_of_their_content_are_known_by_their_own(
    small: SmallMnist, tmp_path: Path
) -> None:
    files = tuple(replace(file, unpacked_sha256=None) for file in small.entry.files)
    entry = replace(FASHION, files=files)
    paths = small.write(tmp_path)
    found, _ = import_module(entry.reader).read(entry, small.found(tmp_path))
    assert found.sha256 == entry.sha256
    assert content_sha256(found) == content_sha256(small.dataset)
    paths["test_labels"].write_bytes(gzip.compress(idx_bytes(small.dataset.test_labels[::-1])))
    with pytest.raises(LabbookError, match=f"content differs; .* is {files[3].sha256}; replace"):
        import_module(entry.reader).read(entry, small.found(tmp_path))
