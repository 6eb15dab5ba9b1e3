"""Where the files of a dataset may lie on this machine, in the order they are tried."""

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from labbook.artifacts.checksum import sha256_file
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

    In each folder, a folder in it that is called as the data folder is tried, too, and where other
    libraries put the files. Only names are looked at, so this takes no time; whoever reads the
    files checks their bytes. But what a library has left broken in its cache is passed over, as the
    user may not know of it. Raises LabbookError if a path that the user set does not exist, if the
    configured one does not hold the dataset, or if a folder holds some of the files but not all.
    """
    if configured:
        named = f"`{entry.config_key}` in config.yaml"
        found = _look_into(entry, _existing(configured, named), named)
        if found is None:
            raise LabbookError(
                f"{named} names {configured}, which does not hold {entry.title}: {_neither(entry)}."
            )
        return found
    if found := _in_variable(entry, environment):
        return found
    # Last, where other libraries put the files if they were told `data` as the folder of all data.
    for folder in (entry.folder, entry.folder.parent):
        if found := _look_into(entry, folder, f"{folder.as_posix()}/"):
            return found
    cached = _in_keras_cache(entry, environment)
    return LocalFiles("Keras's cache", (), cached) if cached and _is_whole(cached, entry) else None


def passed_over(
    sought: Mapping[DatasetEntry, str | None], environment: Mapping[str, str] = os.environ
) -> list[str]:
    """Sentences for the user on what is not taken although it was named or has the right name.

    `sought`: the datasets of a build, each with the place that the config names for it.
    """
    entries = [entry for entry, configured in sought.items() if entry.files and not configured]
    named = environment.get(VARIABLE)
    sentences = []
    if named and entries and not any(_in_variable(entry, environment) for entry in entries):
        lacking = " or ".join(f"{entry.title} ({_neither(entry)})" for entry in entries)
        sentences.append(f"{VARIABLE} names {named}, which does not hold {lacking}.")
    for entry in entries:
        cached = _in_keras_cache(entry, environment)
        if cached and not find_files(entry, None, environment):
            sentences.append(
                f"{cached} is truncated or corrupt and is passed over; delete it, so that Keras "
                "downloads it again when it needs it."
            )
    return sentences


def _in_variable(entry: DatasetEntry, environment: Mapping[str, str]) -> LocalFiles | None:
    named = environment.get(VARIABLE)
    return _look_into(entry, _existing(named, VARIABLE), VARIABLE) if named else None


def _neither(entry: DatasetEntry) -> str:
    names = ", ".join(file.name for file in entry.files)
    return f"neither {names}{f' nor {entry.archive.name}' if entry.archive else ''}"


def _existing(name: str, named: str) -> Path:
    path = Path(name).expanduser()
    if not os.path.exists(path):
        raise LabbookError(f"{named} names {name}, which does not exist.")
    return path


def _in_keras_cache(entry: DatasetEntry, environment: Mapping[str, str]) -> Path | None:
    if entry.archive is None:
        return None
    home = os.path.expanduser(environment.get("KERAS_HOME") or "~/.keras")
    cached = Path(home) / "datasets" / entry.archive.name
    return cached if os.path.isfile(cached) else None


def _is_whole(archive: Path, entry: DatasetEntry) -> bool:
    """Whether it is the published archive, or at least one that can be unpacked."""
    try:
        found = os.stat(archive)
        published = entry.archive and entry.archive.sha256
        return _was_whole(archive, published, found.st_size, found.st_mtime_ns)
    except OSError:
        return False


@cache
def _was_whole(archive: Path, sha256: str | None, *_size_and_time: int) -> bool:
    if sha256_file(archive) == sha256:
        return True
    try:
        with zipfile.ZipFile(archive) as members:
            return members.testzip() is None
    # In a broken file, anything can go wrong.
    except Exception:
        return False


def _look_into(entry: DatasetEntry, path: Path, place: str) -> LocalFiles | None:
    if entry.archive and os.path.isfile(path):
        if path.suffix == ".npz":
            return LocalFiles(place, (), path)
        raise LabbookError(
            f"{place} names the file {path}, which is no .npz file; name the folder of the files."
        )
    for folder in (path, *(path / name for name in (entry.folder.name, *entry.folders_of_others))):
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
        return () if _are_of_another(entry, found) else tuple(found)
    if found and not os.path.isfile(folder / UNFINISHED_DOWNLOAD):
        raise LabbookError(
            f"{folder} holds {len(found)} of the {len(entry.files)} files of {entry.title}; "
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: add, or remove "
            "the others."
        )
    return ()


def _are_of_another(entry: DatasetEntry, found: Sequence[Path]) -> bool:
    """Whether these are another dataset's files: many go by the names of MNIST's.

    A broken download would spoil one of them, not all.
    """
    sizes = [file.size for file in entry.files]
    return (
        entry.config_key is None
        and len(found) > 1
        and all(os.path.getsize(path) != size for path, size in zip(found, sizes, strict=True))
    )
