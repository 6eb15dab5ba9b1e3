"""Which data can be had on this machine, decided before anything is planned."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.mnist_5k import ENTRY as MNIST_5K
from labbook.data.datasets.mnist_5k import HOW_TO_GET_THE_FULL_SET, SUBSET
from labbook.data.entry import DatasetEntry
from labbook.data.local_files import LocalFiles, find_files
from labbook.errors import LabbookError


@dataclass(frozen=True)
class AutoChoice:
    """The dataset, and what the user must be told about the choice, if anything."""

    entry: DatasetEntry
    message: str | None


def choose_automatically(
    configured: str | None,
    record: Path,
    decides: bool,
    probe: Callable[[], bool] | None = None,
) -> AutoChoice:
    """Decide between `mnist` and `mnist-5k`.

    The full MNIST on this machine (`configured` is the path in the config) wins; else what
    `record`, a JSON file, says of an earlier build; else `probe`, which asks the mirrors in
    seconds. The decision is written to `record` with its reason. What only looks, and `decides`
    nothing, neither asks nor writes. Raises LabbookError for a broken record and whatever
    `find_files` refuses.
    """
    found = find_files(MNIST, configured)
    earlier = _read_record(
        record, "dataset", (MNIST.name, MNIST_5K.name), "which dataset was chosen"
    )
    if found is not None or _is_built(record):
        place = found.place if found is not None else "the results of an earlier build"
        return AutoChoice(MNIST, _choose_full(record, earlier, place, decides))
    if earlier == MNIST.name:
        return AutoChoice(MNIST, None)
    if earlier == MNIST_5K.name:
        return AutoChoice(
            MNIST_5K,
            f"this build uses {SUBSET}, as {record.as_posix()} says; {HOW_TO_GET_THE_FULL_SET}, "
            f"or delete {record.as_posix()} to have the mirrors asked again.",
        )
    if not decides:
        return AutoChoice(
            MNIST_5K,
            f"MNIST is nowhere on this machine and what only looks asks no mirror, so it "
            f"assumes {SUBSET}; a build may download the full set.",
        )
    return _ask_for_mnist(record, probe)


def _choose_full(record: Path, earlier: str | None, place: str, decides: bool) -> str | None:
    if earlier == MNIST.name:
        return None
    if decides:
        _write_record(record, {"dataset": MNIST.name, "why": f"found in {place}"})
    if earlier is None:
        return f"this build uses the full MNIST, found in {place}."
    return (
        f"the full MNIST was found in {place}, so this build uses it instead of {earlier}, which "
        f"an earlier build had to use; `dataset: {earlier}` in config.yaml goes back to that."
    )


def _ask_for_mnist(record: Path, probe: Callable[[], bool] | None) -> AutoChoice:
    if probe() if probe else _ask(MNIST):
        _write_record(
            record, {"dataset": MNIST.name, "why": "not on this machine; a mirror said it has it"}
        )
        return AutoChoice(
            MNIST,
            "MNIST is nowhere on this machine; a mirror has it, so this build downloads it "
            "(11.6 MB) into data/mnist/.",
        )
    _write_record(
        record, {"dataset": MNIST_5K.name, "why": "not on this machine; no mirror could be reached"}
    )
    return AutoChoice(
        MNIST_5K,
        f"MNIST is nowhere on this machine and no mirror can be reached, so this build and later "
        f"ones use {SUBSET}; {HOW_TO_GET_THE_FULL_SET}.",
    )


def _is_built(record: Path) -> bool:
    return (record.parent / MNIST.name / f"{MNIST.name}.npz").is_file()


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
    decides: bool,
    probe: Callable[[], bool] | None = None,
) -> FileChoice:
    """Decide between the dataset and the data called `stand_in`.

    Files on this machine (`configured` is the path in the config) win, then what an earlier build
    has prepared in the folder `results`. Else, for a dataset with addresses, a record in that
    folder decides, which an earlier build has written, or `probe`, which asks the addresses in
    seconds and whose answer is written to the record. What only looks, and `decides` nothing,
    neither asks nor writes. Raises LabbookError for files of other sizes than the dataset's, for a
    broken record, and whatever `find_files` refuses.
    """
    if _is_here(entry, configured, results):
        return FileChoice(True, None)
    if not entry.addresses:
        return FileChoice(False, _loud(entry, stand_in, "is nowhere on this machine"))
    record = results / f"{entry.name}_choice.json"
    earlier = _read_record(record, entry.name, DECISIONS, f"whether {entry.title} can be had")
    if earlier == DOWNLOADED:
        return FileChoice(True, None)
    if earlier == MISSING:
        why = f"could not be had, as {record.as_posix()} says"
        again = f", or delete {record.as_posix()} to have its address asked again"
        return FileChoice(False, _loud(entry, stand_in, why, again))
    if not decides:
        why = "is nowhere on this machine and what only looks asks no address"
        return FileChoice(False, _loud(entry, stand_in, why))
    if probe() if probe else _ask(entry):
        _write_record(record, {entry.name: DOWNLOADED})
        return FileChoice(True, _to_be_downloaded(entry))
    _write_record(record, {entry.name: MISSING})
    why = "is nowhere on this machine and its address cannot be reached"
    return FileChoice(False, _loud(entry, stand_in, why))


def foresee_files(
    entry: DatasetEntry,
    configured: str | None,
    results: Path,
    decides: bool,
    probe: Callable[[], bool] | None = None,
) -> str | None:
    """What the user must be told of the files of data for which no others stand in.

    The arguments are those of `choose_files`; nothing is written. Raises LabbookError if a build
    cannot have them, before it trains anything.
    """
    if _is_here(entry, configured, results):
        return None
    if not decides:
        return (
            f"{entry.title} is nowhere on this machine and what only looks asks no address; "
            f"{entry.how_to_get}, unless a build can download it."
        )
    if entry.addresses and (probe() if probe else _ask(entry)):
        return _to_be_downloaded(entry)
    unreached = " and its address cannot be reached" if entry.addresses else ""
    raise LabbookError(f"{entry.title} is nowhere on this machine{unreached}; {entry.how_to_get}.")


def _is_here(entry: DatasetEntry, configured: str | None, results: Path) -> bool:
    """Whether its files are on this machine, or what an earlier build has made of them."""
    if found := find_files(entry, configured):
        _check_sizes(found, entry)
        return True
    return (results / entry.name / f"{entry.name}.npz").is_file()


def _to_be_downloaded(entry: DatasetEntry) -> str:
    size = sum(file.size or 0 for file in entry.files) / 1e6
    return (
        f"{entry.title} is nowhere on this machine; its address has it, so this build "
        f"downloads it ({size:.0f} MB) into {entry.folder.as_posix()}/."
    )


def _loud(entry: DatasetEntry, stand_in: str, why: str, more: str = "") -> str:
    return (
        f"{entry.title} {why}, so the experiments on it are built on {stand_in} INSTEAD, and the "
        f"report says so; {entry.how_to_get}{more}."
    )


def _check_sizes(found: LocalFiles, entry: DatasetEntry) -> None:
    """Compare sizes now; the files are read only when they are prepared, maybe hours later."""
    for file, path in zip(entry.files, found.paths, strict=False):
        size = os.path.getsize(path)
        if path.name == file.name and file.size is not None and size != file.size:
            raise LabbookError(
                f"{path} has {size:,} bytes, the official {file.name} {file.size:,}; "
                f"{entry.what_to_do_about_other_files}."
            )


def _ask(entry: DatasetEntry) -> bool:
    from labbook.data.download import is_served

    return is_served(entry)


def _read_record(record: Path, key: str, known: Sequence[str], what: str) -> str | None:
    """What an earlier build has decided, None if it has not; `what`: what the record is to say."""
    if not record.exists():
        return None
    content = read_json(record)
    decision = content.get(key) if isinstance(content, dict) else None
    if decision not in known:
        raise LabbookError(f"{record} does not say {what}; delete it.")
    return str(decision)


def _write_record(record: Path, content: dict[str, str]) -> None:
    try:
        write_json(record, content)
    except OSError as error:
        raise LabbookError(f"{record} cannot be written: {error.strerror or error}.") from None
