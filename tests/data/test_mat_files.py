"""SVHN's files become images in rows and the digits 0 to 9, or are refused by name."""

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from cropped_digits import made_up_digits, write_cropped_digits
from labbook.artifacts.dataset import read_checked_dataset, write_dataset
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.entry import stated_entry
from labbook.data.mat_files import parse_mat, read
from labbook.data.prepared_images import training_part
from labbook.errors import LabbookError

PATH = Path("train_32x32.mat")


def mat(tmp_path: Path, **arrays: np.ndarray) -> bytes:
    savemat(tmp_path / "file.mat", arrays)
    return (tmp_path / "file.mat").read_bytes()


def test_images_are_turned_and_ten_is_the_digit_zero(tmp_path: Path) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    dataset, files = read(written.stated, written.found)
    images, labels = made_up_digits(60, 0)
    assert np.array_equal(dataset.train_images, images)
    assert np.array_equal(dataset.train_labels, labels)
    assert (dataset.train_labels.min(), dataset.train_labels.max()) == (0, 9)
    assert dataset.test_images.shape == (30, 32, 32, 3)
    assert files == {PATH.name: written.train_sha256, "test_32x32.mat": written.test_sha256}


def test_the_source_identifies_it_whatever_is_written_beside(tmp_path: Path) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    dataset, _ = read(written.stated, written.found)
    write_dataset(tmp_path / "d.npz", dataset)
    found = read_checked_dataset(tmp_path / "d.npz", written.stated.sha256)
    assert found.sha256 == written.stated.sha256
    training = training_part(dataset)
    assert training.sha256 != dataset.sha256
    assert len(training.test_labels) == 0
    with pytest.raises(LabbookError, match=r"d\.npz has the checksum"):
        read_checked_dataset(tmp_path / "d.npz", "0" * 64)


def test_content_that_is_not_what_was_written_is_refused(tmp_path: Path) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    dataset, _ = read(written.stated, written.found)
    write_dataset(tmp_path / "d.npz", dataset)
    arrays = dict(np.load(tmp_path / "d.npz"))
    arrays["test_labels"] = arrays["test_labels"][::-1].copy()
    np.savez(tmp_path / "d.npz", **arrays)
    with pytest.raises(LabbookError, match="was changed after it was made"):
        read_checked_dataset(tmp_path / "d.npz", written.stated.sha256)


def test_other_files_are_refused_with_both_checksums(tmp_path: Path) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    stated = stated_entry(SVHN, "svhn too", (written.train_sha256, "1" * 64))
    with pytest.raises(LabbookError) as refusal:
        read(stated, written.found)
    for part in ("test_32x32.mat", written.test_sha256, "1" * 64, "svhn"):
        assert part in str(refusal.value)


def images(**changes: object) -> np.ndarray:
    return np.zeros(changes.get("shape", (32, 32, 3, 4)), changes.get("dtype", np.uint8))


Y = np.array([[1], [2], [10], [3]], np.uint8)


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({"X": images()}, "it has no array X or no array y"),
        ({"y": Y}, "it has no array X or no array y"),
        ({"X": images(dtype=np.float64), "y": Y}, r"X is float64 of shape \(32, 32, 3, 4\)"),
        ({"X": images(shape=(4, 32, 32, 3)), "y": Y}, r"X is uint8 of shape \(4, 32, 32, 3\)"),
        ({"X": images(), "y": Y[:3]}, r"y is of shape \(3, 1\)"),
        ({"X": images(), "y": Y - 1}, "with the values 0, 1, 2, 9"),
        ({"X": images(), "y": Y + 1}, "with the values 2, 3, 4, 11"),
    ],
)
def test_another_layout_is_told(tmp_path: Path, arrays, found: str) -> None:
    with pytest.raises(LabbookError, match=rf"^train_32x32\.mat is not in the layout .*{found}"):
        parse_mat(mat(tmp_path, **arrays), PATH)


@pytest.mark.parametrize("length", [0, 100, 140, -20])
def test_a_broken_file_is_one_sentence(tmp_path: Path, length: int) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    content = (written.folder / PATH.name).read_bytes()[:length]
    with pytest.raises(LabbookError, match=r"^train_32x32\.mat is not in the layout"):
        parse_mat(content, PATH)
