"""Whether a file is still the one that it was, without reading it."""

import os
from pathlib import Path

# Inode, time of the last change in nanoseconds, size in bytes.
Stamp = tuple[int, int, int]


def stamp_of(file: str | Path) -> Stamp | None:
    """What changes when `file` is made anew; None where there is none."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
