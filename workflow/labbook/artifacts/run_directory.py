"""A run's directory appears whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labbook.artifacts.seal import FILE_NAME as SEAL
from labbook.errors import LabbookError

PARTIAL = ".partial"


@contextmanager
def whole_directory(path: Path) -> Iterator[Path]:
    """Yield an empty directory beside `path`; on success it is renamed to `path`.

    What was at `path` stays until then. A process of a killed build may go on and seal the same run
    there meanwhile. Then its directory stays, because files may have been made from it already; the
    two differ in their timing alone. After an error nothing is left. A killed process leaves a
    directory whose name has the number of the process, so that no other process writes into it, and
    ends in PARTIAL.

    Raises LabbookError if the place cannot be written to.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    replaced = path.with_name(f"{path.name}.{os.getpid()}.replaced{PARTIAL}")
    before = _sealed(path)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise LabbookError(f"{path.parent} cannot be written to: {error.strerror}.") from None
    try:
        yield partial
        if _sealed(path) not in (None, before):
            return
        if path.exists():
            os.replace(path, replaced)
        os.replace(partial, path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)


def _sealed(path: Path) -> tuple[int, int] | None:
    """Which sealing `path` holds; None if it holds none."""
    try:
        found = (path / SEAL).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
