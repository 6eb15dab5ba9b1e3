"""A run's directory appears whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labbook.errors import LabbookError

PARTIAL = ".partial"


@contextmanager
def whole_directory(path: Path) -> Iterator[Path]:
    """Yield an empty directory beside `path`; on success it is renamed to `path`.

    What was at `path` stays until then. After an error nothing is left; a killed process leaves a
    directory whose name ends in PARTIAL and holds its number, so that no other writes into it.
    Raises LabbookError if the place cannot be written to.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    replaced = path.with_name(f"{path.name}.{os.getpid()}.replaced{PARTIAL}")
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise LabbookError(f"{path.parent} cannot be written to: {error.strerror}.") from None
    try:
        yield partial
        if path.exists():
            os.replace(path, replaced)
        os.replace(partial, path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)
