"""Prepare a dataset: one file with its images and labels, and a manifest."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labbook.command_line import NO_ROOM
from labbook.errors import LabbookError


def make(*, reader: str, options: Mapping[str, Any], images: Path, manifest: Path) -> None:
    """Have `prepare` of the module `reader` write both files.

    Raises LabbookError if the data are not what they should be, or cannot be written.
    """
    try:
        importlib.import_module(reader).prepare(images=images, manifest=manifest, **options)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        raise LabbookError(
            f"{error.filename or images} cannot be written: {error.strerror or error}."
        ) from None
