"""Reader: four idx files, or Keras's archive of the same images; every byte is checked.

The idx format is that of the MNIST files (http://yann.lecun.com/exdb/mnist/), gzipped or not.
"""

import gzip
import hashlib
import io
import math
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import ARRAY_NAMES, Dataset, content_sha256, dataset_of
from labbook.data.entry import DatasetEntry, DatasetFile
from labbook.data.local_files import LocalFiles
from labbook.errors import LabbookError

GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTE = 0x08
# Of one file; an entry may know better.
MOST_IMAGES = 1_000_000
# Bytes of a header, and of what a container adds.
MOST_AROUND = 100_000
TOO_LONG = "it is too long"


def most_bytes(entry: DatasetEntry) -> int:
    """More than any of the dataset's files has, unpacked; no other is read to its end."""
    images = max(entry.n_train_total or MOST_IMAGES, entry.n_test or MOST_IMAGES)
    return images * math.prod(entry.image_shape) + MOST_AROUND


def is_gzip(content: bytes) -> bool:
    """Judged by the first bytes: some browsers unpack a download and keep its name."""
    return content.startswith(GZIP_MAGIC)


def unpack(content: bytes, most: int) -> bytes:
    """The idx bytes of a file's `content`.

    Raises ValueError if its gzip stream is broken, or holds more than `most` bytes.
    """
    if not is_gzip(content):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(most + 1)
    except EOFError:
        raise ValueError("it is truncated: its gzip stream ends early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise ValueError("it is corrupt: its gzip stream cannot be unpacked") from None
    if len(unpacked) > most:
        raise ValueError(TOO_LONG)
    return unpacked


def parse_idx(content: bytes) -> np.ndarray:
    """A uint8 array of the shape in the header; raises ValueError saying what is wrong.

    The header is two zero bytes, the element type, the number of dimensions and each dimension
    as a big-endian 32-bit integer; the elements follow in row-major order.
    """
    if len(content) < 4 or content[:2] != b"\0\0":
        raise ValueError("it is no idx file: it does not begin with an idx header")
    if content[2] != UNSIGNED_BYTE:
        raise ValueError(f"its elements are of idx type 0x{content[2]:02x}, not unsigned bytes")
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise ValueError("it is truncated: it ends inside its header")
    shape = struct.unpack(f">{content[3]}I", content[4:start])
    promised, present = math.prod(shape), len(content) - start
    if present != promised:
        state = "truncated" if present < promised else "too long"
        raise ValueError(f"it is {state}: {present} bytes follow a header that promises {promised}")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


KERAS_NAMES = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
}


def read_keras_archive(path: Path, entry: DatasetEntry) -> tuple[Dataset, dict[str, str]]:
    """The dataset in the archive, and the file's SHA-256 by its name.

    The arrays decide, so an archive that NumPy wrote anew is as good as the published one.
    Raises LabbookError naming the file and both checksums if it is truncated, corrupt or another.
    """
    try:
        found = sha256_file(path)
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    expected = entry.archive.sha256 if entry.archive else "unknown"
    reason = "its images or labels differ"
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = {
                ours: _array(archive, f"{keras}.npy", most_bytes(entry))
                for ours, keras in KERAS_NAMES.items()
            }
        dataset = dataset_of(arrays)
        if content_sha256(dataset) == entry.content_sha256:
            return dataset, {path.name: found}
    except KeyError:
        reason = f"it does not hold {', '.join(KERAS_NAMES.values())}"
    # NumPy and zipfile let through whatever goes wrong inside a broken file.
    except Exception:
        reason = "it is truncated or corrupt"
    raise LabbookError(
        f"{path} is not {entry.title} as Keras publishes it: {reason}; its SHA-256 is {found}, "
        f"expected is {expected}; {entry.what_to_do_about_other_files}."
    )


def _array(archive: zipfile.ZipFile, name: str, most: int) -> np.ndarray:
    info = archive.getinfo(name)
    if info.file_size > most:
        raise ValueError(TOO_LONG)
    content = io.BytesIO(archive.read(info))
    array: np.ndarray = np.lib.format.read_array(content, allow_pickle=False)
    return array


def read(entry: DatasetEntry, found: LocalFiles) -> tuple[Dataset, dict[str, str]]:
    """The dataset, and each file's SHA-256 by name.

    The entry's files hold the training images, their labels, the test images, their labels, in this
    order. Raises LabbookError naming the file and both checksums if one is not what was published.
    """
    if found.archive is not None:
        return read_keras_archive(found.archive, entry)
    arrays: dict[str, np.ndarray] = {}
    checksums: dict[str, str] = {}
    for array_name, file, path in zip(ARRAY_NAMES, entry.files, found.paths, strict=True):
        arrays[array_name], checksums[path.name] = _read_idx_file(path, file, entry)
    # What no checksum of the content identifies, its files do.
    return dataset_of(arrays, None if entry.content_sha256 else entry.sha256), checksums


def _read_idx_file(path: Path, file: DatasetFile, entry: DatasetEntry) -> tuple[np.ndarray, str]:
    most = most_bytes(entry)
    try:
        found = sha256_file(path)
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None
    reason = "its content differs"
    try:
        if len(content) > most:
            raise ValueError(TOO_LONG)
        unpacked = unpack(content, most)
        array = parse_idx(unpacked)
        if file.sha256 == found or file.unpacked_sha256 == hashlib.sha256(unpacked).hexdigest():
            return array, found
    except ValueError as error:
        reason = str(error)
    packed = is_gzip(content) or file.unpacked_sha256 is None
    expected = file.sha256 if packed else file.unpacked_sha256
    raise LabbookError(
        f"{path} is not {entry.title}'s {file.name.removesuffix('.gz')}: {reason}; its SHA-256 is "
        f"{found}, expected is {expected}; {entry.what_to_do_about_other_files}."
    )
