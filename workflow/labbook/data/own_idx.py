"""One's own images in idx files that are called as MNIST's are, gzipped or not."""

from pathlib import Path

import numpy as np

from labbook.data.idx_files import MOST_AROUND, parse_idx, unpack
from labbook.data.own_entry import OwnFiles, idx_files
from labbook.data.own_parts import MOST_BYTES, Found, Part


def read_parts(own: OwnFiles) -> Found:
    """The arrays of the files; raises LabbookError naming one that cannot be read."""
    paths = idx_files(own)
    arrays = {name: _array(path, own) for name, path in paths.items()}
    train, *test = (
        Part(arrays[f"{part}_images"], arrays[f"{part}_labels"], paths[f"{part}_images"].name)
        for part in ("train", "test")
        if f"{part}_images" in arrays
    )
    return Found(train, test[0] if test else None)


def _array(path: Path, own: OwnFiles) -> np.ndarray:
    most = MOST_BYTES + MOST_AROUND
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise ValueError("it is too long")
        return parse_idx(unpack(content, most))
    except OSError as error:
        raise own.refusal(f"but it cannot be read: {error.strerror or error}.", path) from None
    except ValueError as error:
        raise own.refusal(f"but {error}.", path) from None
