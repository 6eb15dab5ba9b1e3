"""What `dataset: auto` means here: the full MNIST, or the embedded digits in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.mnist_5k import ENTRY as MNIST_5K
from labbook.data.datasets.mnist_5k import HOW_TO_GET_THE_FULL_SET, SUBSET
from labbook.data.entry import DatasetEntry
from labbook.data.local_files import find_files
from labbook.errors import LabbookError


@dataclass(frozen=True)
class AutoChoice:
    """The dataset, and what the user must be told about the choice, if anything."""

    entry: DatasetEntry
    message: str | None


def choose_automatically(
    configured: str | None,
    record: Path,
    dry_run: bool,
    probe: Callable[[], bool] | None = None,
) -> AutoChoice:
    """Decide between `mnist` and `mnist-5k`.

    The full MNIST on this machine (`configured` is the path in the config) wins; else what
    `record`, a JSON file, says of an earlier build; else `probe`, which asks the mirrors in
    seconds. The decision is written to `record` with its reason. A dry run neither asks nor writes.
    Raises LabbookError for a broken record and whatever `find_files` refuses.
    """
    found = find_files(MNIST, configured)
    earlier = _read_record(record)
    if found is not None or _is_built(record):
        place = found.place if found is not None else "the results of an earlier build"
        return AutoChoice(MNIST, _choose_full(record, earlier, place, dry_run))
    if earlier == MNIST.name:
        return AutoChoice(MNIST, None)
    if earlier == MNIST_5K.name:
        return AutoChoice(
            MNIST_5K,
            f"this build uses {SUBSET}, as {record.as_posix()} says; {HOW_TO_GET_THE_FULL_SET}, "
            f"or delete {record.as_posix()} to have the mirrors asked again.",
        )
    if dry_run:
        return AutoChoice(
            MNIST_5K,
            f"MNIST is nowhere on this machine and a dry run asks no mirror, so it assumes "
            f"{SUBSET}; a real build may download the full set.",
        )
    return _ask(record, probe or _ask_mirrors)


def _choose_full(record: Path, earlier: str | None, place: str, dry_run: bool) -> str | None:
    if earlier == MNIST.name:
        return None
    if not dry_run:
        _write_record(record, MNIST.name, f"found in {place}")
    if earlier is None:
        return f"this build uses the full MNIST, found in {place}."
    return (
        f"the full MNIST was found in {place}, so this build uses it instead of {earlier}, which "
        f"an earlier build had to use; `dataset: {earlier}` in config.yaml goes back to that."
    )


def _ask(record: Path, probe: Callable[[], bool]) -> AutoChoice:
    if probe():
        _write_record(record, MNIST.name, "not on this machine; a mirror said it has it")
        return AutoChoice(
            MNIST,
            "MNIST is nowhere on this machine; a mirror has it, so this build downloads it "
            "(11.6 MB) into data/mnist/.",
        )
    _write_record(record, MNIST_5K.name, "not on this machine; no mirror could be reached")
    return AutoChoice(
        MNIST_5K,
        f"MNIST is nowhere on this machine and no mirror can be reached, so this build and later "
        f"ones use {SUBSET}; {HOW_TO_GET_THE_FULL_SET}.",
    )


def _ask_mirrors() -> bool:
    from labbook.data.mirrors import is_served

    return is_served(MNIST)


def _is_built(record: Path) -> bool:
    return (record.parent / MNIST.name / f"{MNIST.name}.npz").is_file()


def _read_record(record: Path) -> str | None:
    if not record.exists():
        return None
    content = read_json(record)
    name = content.get("dataset") if isinstance(content, dict) else None
    if name not in (MNIST.name, MNIST_5K.name):
        raise LabbookError(f"{record} does not say which dataset was chosen; delete it.")
    return str(name)


def _write_record(record: Path, name: str, why: str) -> None:
    try:
        write_json(record, {"dataset": name, "why": why})
    except OSError as error:
        raise LabbookError(f"{record} cannot be written: {error.strerror or error}.") from None
