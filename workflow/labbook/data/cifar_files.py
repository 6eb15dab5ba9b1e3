"""Reader: the archives of CIFAR-10 and CIFAR-100 in their binary version, every byte checked.

A record is a byte for each label (of CIFAR-100 the coarse one, then the fine one), then the pixels
of 32 × 32: all red ones, all green ones, all blue ones, each row by row
(https://www.cs.toronto.edu/~kriz/cifar.html). The version for Python is made of pickles.
"""

import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.data.checked_file import check_file
from labbook.data.entry import DatasetEntry
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

SIDE, CHANNELS = 32, 3


@dataclass(frozen=True)
class Layout:
    """The files of an archive, and how many labels each of their records has; the last counts."""

    train: tuple[str, ...]
    test: str
    labels: int


LAYOUTS = {
    "cifar-10-binary.tar.gz": Layout(
        tuple(f"cifar-10-batches-bin/data_batch_{number}.bin" for number in range(1, 6)),
        "cifar-10-batches-bin/test_batch.bin",
        1,
    ),
    "cifar-100-binary.tar.gz": Layout(
        ("cifar-100-binary/train.bin",), "cifar-100-binary/test.bin", 2
    ),
}


def read(entry: DatasetEntry, found: LocalFiles) -> tuple[Dataset, dict[str, str]]:
    """The dataset, images (n, 32, 32, 3), and the archive's SHA-256 by its name.

    Raises LabbookError if the archive is not the one of the entry, with both checksums, or does not
    have the layout.
    """
    (file,), (path,) = entry.files, found.paths
    check_file(path, file, entry)
    layout = LAYOUTS[file.name]
    try:
        contents = _unpacked(path, {*layout.train, layout.test})
        train = _parse((contents[name] for name in layout.train), layout.labels)
        test = _parse([contents[layout.test]], layout.labels)
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError, zlib.error) as error:
        raise LabbookError(
            f"{path} does not hold {entry.title} in its binary version ({error})."
        ) from None
    return Dataset(*train, *test, entry.sha256), {file.name: file.sha256}


def _unpacked(path: Path, names: set[str]) -> dict[str, bytes]:
    """The members with these names, read in one pass; nothing is written to the disk."""
    contents = {}
    with tarfile.open(path, "r|gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name in names else None
            if stream is not None:
                contents[member.name] = stream.read()
    return contents


def _parse(batches: Iterable[bytes], labels: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 32, 32, 3) and labels (n,) of all batches; ValueError for half a record."""
    records = np.concatenate(
        [
            np.frombuffer(batch, np.uint8).reshape(-1, labels + CHANNELS * SIDE * SIDE)
            for batch in batches
        ]
    )
    planes = records[:, labels:].reshape(-1, CHANNELS, SIDE, SIDE)
    return np.ascontiguousarray(np.moveaxis(planes, 1, -1)), records[:, labels - 1].copy()
