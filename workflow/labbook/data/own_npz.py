"""One's own images in an .npz file, as Keras publishes them: x_train, y_train, x_test, y_test."""

import io
import zipfile
from pathlib import Path

import numpy as np

from labbook.data.own_entry import OwnFiles, files_of
from labbook.data.own_parts import MOST_BYTES, Found, Part
from labbook.errors import LabbookError

# A number in floating point has eight bytes.
MOST_UNPACKED = 8 * MOST_BYTES
NAMES = ("x_train", "y_train")
TEST_NAMES = ("x_test", "y_test")


def read_parts(own: OwnFiles) -> Found:
    """The arrays of the file; raises LabbookError if they are not there or cannot be read."""
    (path,) = files_of(own)
    try:
        arrays = _arrays(path, own)
    except LabbookError:
        raise
    # NumPy and zipfile let through whatever goes wrong inside a broken file.
    except Exception as error:
        said = " ".join(str(error).split())
        raise own.refusal(f"which cannot be read as an .npz file ({said}).") from None
    train, *test = (
        Part(arrays[images], arrays[labels], images)
        for images, labels in (NAMES, TEST_NAMES)
        if images in arrays
    )
    return Found(train, test[0] if test else None)


def _arrays(path: Path, own: OwnFiles) -> dict[str, np.ndarray]:
    """The arrays with known names, without running anything that the file holds."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        known = [name for name in (*NAMES, *TEST_NAMES) if name in members]
        asked = [*NAMES, *(TEST_NAMES if set(TEST_NAMES) & set(known) else ())]
        if missing := [name for name in asked if name not in known]:
            raise own.refusal(
                f"which holds no array {' and no '.join(missing)}; save it with "
                "numpy.savez(path, x_train=…, y_train=…, x_test=…, y_test=…)."
            )
        if sum(members[name].file_size for name in known) > MOST_UNPACKED:
            raise own.refusal(f"which unpacks to more than {MOST_UNPACKED:,} bytes.")
        return {name: _array(archive.read(members[name]), name, own) for name in known}


def _array(content: bytes, name: str, own: OwnFiles) -> np.ndarray:
    """The array in the bytes of an .npy file; raises ValueError if they are not those of one."""
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"version {version} of the format of arrays")
    read = (
        np.lib.format.read_array_header_1_0
        if version == (1, 0)
        else np.lib.format.read_array_header_2_0
    )
    shape, by_columns, kind = read(stream)
    if kind.hasobject:
        raise own.refusal(
            f"whose {name} holds objects of Python, which are not read; save plain numbers."
        )
    if min(shape, default=0) < 0:
        raise ValueError(f"an array of shape {shape}")
    # A view of the bytes, so that no length in the header makes room for more than there is.
    flat = np.frombuffer(content, kind, offset=stream.tell())
    return flat.reshape(shape, order="F" if by_columns else "C")
