"""Whether the files of a dataset can be had, decided before anything is planned."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.data.entry import DatasetEntry
from labbook.data.local_files import LocalFiles, find_files
from labbook.errors import LabbookError

DOWNLOADED, MISSING = DECISIONS = ("to be downloaded", "not to be had")


@dataclass(frozen=True)
class FileChoice:
    """Whether the files can be had, and what the user must be told about it, if anything."""

    can_be_had: bool
    message: str | None


def choose_files(
    entry: DatasetEntry,
    configured: str | None,
    results: Path,
    stand_in: str,
    dry_run: bool,
    probe: Callable[[], bool] | None = None,
) -> FileChoice:
    """Decide between the dataset and the data called `stand_in`.

    Files on this machine (`configured` is the path in the config) win, then what an earlier build
    has prepared in the folder `results`. Else, for a dataset with addresses, a record in that
    folder decides, which an earlier build has written, or `probe`, which asks the addresses in
    seconds and whose answer is written to the record. A dry run neither asks nor writes. Raises
    LabbookError for files of other sizes than the dataset's, for a broken record, and whatever
    `find_files` refuses.
    """
    if found := find_files(entry, configured):
        _check_sizes(found, entry)
        return FileChoice(True, None)
    if (results / entry.name / f"{entry.name}.npz").is_file():
        return FileChoice(True, None)
    if not entry.addresses:
        return FileChoice(False, _loud(entry, stand_in, "is nowhere on this machine"))
    record = results / f"{entry.name}_choice.json"
    earlier = _read_record(record, entry)
    if earlier == DOWNLOADED:
        return FileChoice(True, None)
    if earlier == MISSING:
        why = f"could not be had, as {record.as_posix()} says"
        again = f", or delete {record.as_posix()} to have its address asked again"
        return FileChoice(False, _loud(entry, stand_in, why, again))
    if dry_run:
        why = "is nowhere on this machine and a dry run asks no address"
        return FileChoice(False, _loud(entry, stand_in, why))
    if probe() if probe else _ask(entry):
        _write_record(record, entry, DOWNLOADED)
        size = sum(file.size or 0 for file in entry.files) / 1e6
        return FileChoice(
            True,
            f"{entry.title} is nowhere on this machine; its address has it, so this build "
            f"downloads it ({size:.0f} MB) into {entry.folder.as_posix()}/.",
        )
    _write_record(record, entry, MISSING)
    why = "is nowhere on this machine and its address cannot be reached"
    return FileChoice(False, _loud(entry, stand_in, why))


def _loud(entry: DatasetEntry, stand_in: str, why: str, more: str = "") -> str:
    return (
        f"{entry.title} {why}, so the experiments on it are built on {stand_in} INSTEAD, and the "
        f"report says so; {entry.how_to_get}{more}."
    )


def _check_sizes(found: LocalFiles, entry: DatasetEntry) -> None:
    """The whole files are read only when they are prepared, maybe hours later."""
    for file, path in zip(entry.files, found.paths, strict=False):
        size = os.path.getsize(path)
        if path.name == file.name and file.size is not None and size != file.size:
            raise LabbookError(
                f"{path} has {size:,} bytes, the official {file.name} {file.size:,}; "
                f"{entry.what_to_do_about_other_files}."
            )


def _ask(entry: DatasetEntry) -> bool:
    from labbook.data.mirrors import is_served

    return is_served(entry)


def _read_record(record: Path, entry: DatasetEntry) -> str | None:
    if not record.exists():
        return None
    content = read_json(record)
    said = content.get(entry.name) if isinstance(content, dict) else None
    if said not in DECISIONS:
        raise LabbookError(f"{record} does not say whether {entry.title} can be had; delete it.")
    return str(said)


def _write_record(record: Path, entry: DatasetEntry, decision: str) -> None:
    try:
        write_json(record, {entry.name: decision})
    except OSError as error:
        raise LabbookError(f"{record} cannot be written: {error.strerror or error}.") from None
