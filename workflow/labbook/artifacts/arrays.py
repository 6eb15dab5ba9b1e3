"""Named arrays in one .npz file, the same bytes for the same arrays."""

import io
import zipfile
from pathlib import Path

import numpy as np

from labbook.artifacts.atomic import write_bytes
from labbook.errors import LabbookError


def write_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write uncompressed; NumPy dates every member 1980-01-01, so equal arrays give equal bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    write_bytes(path, buffer.getvalue())


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Read all arrays; raises LabbookError naming the file if it is missing or broken."""
    try:
        # NumPy leaves a file that it opened itself open if it turns out to be broken.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise LabbookError(f"{path} cannot be read as an .npz file: {error}.") from None
