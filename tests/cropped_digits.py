"""Small files in the layout of SVHN's cropped digits."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.io import savemat

from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.entry import DatasetEntry, stated_entry
from labbook.data.local_files import LocalFiles

TITLE = "SVHN (made up)"
FILE_NAMES = tuple(file.name for file in SVHN.files)


@dataclass(frozen=True)
class WrittenDigits:
    """The folder with the two files, and how a config states them."""

    folder: Path
    train_sha256: str
    test_sha256: str

    @property
    def stated(self) -> DatasetEntry:
        return stated_entry(SVHN, TITLE, (self.train_sha256, self.test_sha256))

    @property
    def found(self) -> LocalFiles:
        return LocalFiles("a folder", tuple(self.folder / name for name in FILE_NAMES))

    @property
    def config(self) -> dict[str, str]:
        return {
            "path": str(self.folder),
            "name": TITLE,
            "train_sha256": self.train_sha256,
            "test_sha256": self.test_sha256,
        }


def made_up_digits(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 32, 32, 3) uint8, brighter the higher the digit; labels (n,) uint8."""
    generator = np.random.default_rng(seed)
    labels = (np.arange(n) % 10).astype(np.uint8)
    noise = generator.integers(0, 20, (n, 32, 32, 3))
    return (noise + 20 * labels[:, None, None, None]).astype(np.uint8), labels


def write_mat(path: Path, images: np.ndarray, labels: np.ndarray) -> str:
    """As MATLAB would, with 10 for the digit 0; the file's SHA-256."""
    turned = np.moveaxis(images, 0, -1)
    ones = np.where(labels == 0, 10, labels).astype(np.uint8)
    savemat(path, {"X": turned, "y": ones[:, None]}, do_compression=True)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_cropped_digits(folder: Path, n_train: int = 60, n_test: int = 30) -> WrittenDigits:
    folder.mkdir(parents=True, exist_ok=True)
    checksums = [
        write_mat(folder / name, *made_up_digits(n, seed))
        for seed, (name, n) in enumerate(zip(FILE_NAMES, (n_train, n_test), strict=True))
    ]
    return WrittenDigits(folder, *checksums)
