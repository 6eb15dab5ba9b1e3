"""Where the files of a dataset may lie on this machine, in the order they are tried."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError

VARIABLE = "LABBOOK_DATA"
UNFINISHED_DOWNLOAD = ".download"
"""A file in the download folder while not all of the files are there."""


@dataclass(frozen=True)
class LocalFiles:
    """The files of a dataset: `paths` in the order of its entry, or its archive alone.

    `place` says in the user's words where they were found, without a path of this machine.
    """

    place: str
    paths: tuple[Path, ...]
    archive: Path | None = None


def find_files(
    entry: DatasetEntry, configured: str | None, environment: Mapping[str, str] = os.environ
) -> LocalFiles | None:
    """The first local copy: `configured`, LABBOOK_DATA, the data folder, then Keras's cache.

    In each folder, a folder in it that is called as the data folder is tried, too. Only names are
    looked at, so this takes no time; whoever reads the files checks their bytes. Raises
    LabbookError if a path that the user set does not exist, if the configured one does not hold the
    dataset, or if a folder holds some of the files but not all.
    """
    if configured:
        named = f"`{entry.config_key}` in config.yaml"
        found = _look_into(entry, _existing(configured, named), named)
        if found is None:
            wanted = [file.name for file in entry.files]
            raise LabbookError(
                f"{named} names {configured}, which does not hold {entry.title}: neither "
                f"{', '.join(wanted)}{f' nor {entry.archive.name}' if entry.archive else ''}."
            )
        return found
    if variable := environment.get(VARIABLE):
        found = _look_into(entry, _existing(variable, VARIABLE), VARIABLE)
        if found is not None:
            return found
    found = _look_into(entry, entry.folder, f"{entry.folder.as_posix()}/")
    if found is None and entry.archive:
        cached = _keras_cache(environment) / entry.archive.name
        if os.path.isfile(cached):
            return LocalFiles("Keras's cache", (), cached)
    return found


def _existing(name: str, named: str) -> Path:
    path = Path(name).expanduser()
    if not os.path.exists(path):
        raise LabbookError(f"{named} names {name}, which does not exist.")
    return path


def _keras_cache(environment: Mapping[str, str]) -> Path:
    home = environment.get("KERAS_HOME") or "~/.keras"
    return Path(os.path.expanduser(home)) / "datasets"


def _look_into(entry: DatasetEntry, path: Path, place: str) -> LocalFiles | None:
    if entry.archive and os.path.isfile(path):
        if path.suffix == ".npz":
            return LocalFiles(place, (), path)
        raise LabbookError(
            f"{place} names the file {path}, which is no .npz file; name the folder of the files."
        )
    for folder in (path, path / entry.folder.name):
        if paths := _files_in(entry, folder):
            return LocalFiles(place, paths)
        if entry.archive and os.path.isfile(folder / entry.archive.name):
            return LocalFiles(place, (), folder / entry.archive.name)
    return None


def _files_in(entry: DatasetEntry, folder: Path) -> tuple[Path, ...]:
    """All files of the dataset in `folder`, or none of them."""
    found: list[Path] = []
    missing: list[str] = []
    for file in entry.files:
        candidates = (folder / name for name in file.accepted_names)
        path = next((path for path in candidates if os.path.isfile(path)), None)
        if path is None:
            missing.append(file.name)
        else:
            found.append(path)
    if not missing:
        return tuple(found)
    if found and not os.path.isfile(folder / UNFINISHED_DOWNLOAD):
        raise LabbookError(
            f"{folder} holds {len(found)} of the {len(entry.files)} files of {entry.title}; "
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: add, or remove "
            "the others."
        )
    return ()
