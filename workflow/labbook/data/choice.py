"""Which dataset a build is about, decided before anything is planned."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.data.known import KNOWN_DATASETS, MNIST, MNIST_5K, known_dataset
from labbook.data.sources import find_source
from labbook.data.subset_notice import HOW_TO_GET_THE_FULL_SET, NOTICE, SUBSET
from labbook.errors import LabbookError

AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """The dataset's `name`, the local `source` found for it, and what the user must be told."""

    name: str
    source: str | None
    message: str | None


def choose_dataset(
    requested: str,
    source: str | None,
    record: Path,
    dry_run: bool,
    probe: Callable[[], bool] | None = None,
) -> Choice:
    """Decide between `mnist` and `mnist-5k` if `requested` is `auto`.

    Full MNIST on this machine (`source` is the configured path) wins; else what `record`, a JSON
    file, says of an earlier build; else `probe`, which asks the mirrors in seconds. The decision
    is written to `record` with its reason. A dry run neither asks nor writes.
    Raises LabbookError for an unknown name and whatever `find_source` refuses.
    """
    if requested not in (AUTO, *KNOWN_DATASETS):
        raise LabbookError(
            f"there is no dataset {requested!r}; choose {', '.join((AUTO, *KNOWN_DATASETS))}."
        )
    if requested == MNIST_5K.name:
        return Choice(requested, None, NOTICE)

    found = find_source(source)
    path = None if found is None else str(found.path)
    if requested == MNIST.name:
        return Choice(requested, path, None)

    earlier = _read_record(record)
    if found is not None or _is_built(record):
        place = found.place if found is not None else "the results of an earlier build"
        return Choice(MNIST.name, path, _choose_full(record, earlier, place, dry_run))
    if earlier == MNIST.name:
        return Choice(earlier, None, None)
    if earlier == MNIST_5K.name:
        return Choice(
            earlier,
            None,
            f"this build uses {SUBSET}, as {record.as_posix()} says; {HOW_TO_GET_THE_FULL_SET}, "
            f"or delete {record.as_posix()} to have the mirrors asked again.",
        )
    if dry_run:
        return Choice(
            MNIST_5K.name,
            None,
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


def _ask(record: Path, probe: Callable[[], bool]) -> Choice:
    if probe():
        _write_record(record, MNIST.name, "not on this machine; a mirror said it has it")
        return Choice(
            MNIST.name,
            None,
            "MNIST is nowhere on this machine; a mirror has it, so this build downloads it "
            "(11.6 MB) into data/mnist/.",
        )
    _write_record(record, MNIST_5K.name, "not on this machine; no mirror could be reached")
    return Choice(
        MNIST_5K.name,
        None,
        f"MNIST is nowhere on this machine and no mirror can be reached, so this build and later "
        f"ones use {SUBSET}; {HOW_TO_GET_THE_FULL_SET}.",
    )


def _ask_mirrors() -> bool:
    from labbook.data.mirrors import mirror_answers

    return mirror_answers()


def _is_built(record: Path) -> bool:
    return (record.parent / MNIST.name / f"{MNIST.name}.npz").is_file()


def _read_record(record: Path) -> str | None:
    if not record.exists():
        return None
    content = read_json(record)
    if not isinstance(content, dict) or not isinstance(content.get("dataset"), str):
        raise LabbookError(f"{record} does not say which dataset was chosen; delete it.")
    return known_dataset(content["dataset"]).name


def _write_record(record: Path, name: str, why: str) -> None:
    try:
        write_json(record, {"dataset": name, "why": why})
    except OSError as error:
        raise LabbookError(f"{record} cannot be written: {error.strerror or error}.") from None
