"""Where SVHN's two files may lie on this machine, in the order they are tried."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.data.cropped_digits import FILE_NAMES
from labbook.data.sources import UNFINISHED_DOWNLOAD, VARIABLE
from labbook.errors import LabbookError

CONFIG_KEY = "svhn.path"
DOWNLOAD_FOLDER = Path("data/svhn")
SUBFOLDER = "svhn"


@dataclass(frozen=True)
class CroppedDigitsSource:
    """The folder with both files; `place` says in the user's words where it was found."""

    place: str
    folder: Path


def find_cropped_digits(
    configured: str | None, environment: Mapping[str, str] = os.environ
) -> CroppedDigitsSource | None:
    """The first local copy: `configured`, LABBOOK_DATA (or svhn/ in it), then data/svhn.

    Only looks at names; whoever reads the files checks their bytes. Raises LabbookError if a path
    that the user set does not exist, if the configured one lacks a file, or if a folder holds one
    of the two files alone.
    """
    if configured:
        named = f"`{CONFIG_KEY}` in config.yaml"
        found = _look_into(_existing(configured, named), named)
        if found is None:
            raise LabbookError(
                f"{named} names {configured}, which does not hold {' and '.join(FILE_NAMES)}."
            )
        return found
    if variable := environment.get(VARIABLE):
        found = _look_into(_existing(variable, VARIABLE), VARIABLE)
        if found is not None:
            return found
    return _look_into(DOWNLOAD_FOLDER, f"{DOWNLOAD_FOLDER.as_posix()}/")


def _existing(name: str, named: str) -> Path:
    path = Path(name).expanduser()
    if not os.path.exists(path):
        raise LabbookError(f"{named} names {name}, which does not exist.")
    return path


def _look_into(path: Path, place: str) -> CroppedDigitsSource | None:
    for folder in (path, path / SUBFOLDER):
        there = [name for name in FILE_NAMES if os.path.isfile(folder / name)]
        if len(there) == len(FILE_NAMES):
            return CroppedDigitsSource(place, folder)
        if there and not os.path.isfile(folder / UNFINISHED_DOWNLOAD):
            (missing,) = set(FILE_NAMES) - set(there)
            raise LabbookError(
                f"{folder} holds {there[0]} but not {missing}: add it, or remove the other."
            )
    return None
