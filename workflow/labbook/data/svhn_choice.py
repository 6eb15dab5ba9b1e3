"""Whether SVHN can be had, decided before anything is planned."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.json_file import read_json, write_json
from labbook.data.cropped_digits import (
    FILE_NAMES,
    HOW_TO_GET_THEM,
    OFFICIAL,
    CroppedDigits,
)
from labbook.data.cropped_digits_source import CroppedDigitsSource, find_cropped_digits
from labbook.errors import LabbookError

DOWNLOADED, MISSING = DECISIONS = ("to be downloaded", "not to be had")


@dataclass(frozen=True)
class SvhnChoice:
    """The files that experiments on SVHN use, none if other images stand in for them; what the user
    must be told.
    """

    digits: CroppedDigits | None
    message: str | None


def choose_svhn(
    digits: CroppedDigits,
    configured: str | None,
    record: Path,
    stand_in: str,
    dry_run: bool,
    probe: Callable[[], bool] | None = None,
) -> SvhnChoice:
    """Decide between the files `digits` and the data called `stand_in`.

    Files on this machine (`configured` is the path in the config) win, then what an earlier build
    has prepared; else, for the official files, what `record`, a JSON file, says of an earlier
    build, or `probe`, which asks their address in seconds and whose answer is written to `record`.
    A dry run neither asks nor writes. Raises LabbookError for files that cannot be those of
    `digits`, by their sizes, for a broken record, and whatever `find_cropped_digits` refuses.
    """
    if found := find_cropped_digits(configured):
        _check_sizes(found, digits)
        return SvhnChoice(digits, None)
    if (record.parent / digits.name / f"{digits.name}.npz").is_file():
        return SvhnChoice(digits, None)
    if not digits.is_official:
        return SvhnChoice(None, _loud(digits, stand_in, "is nowhere on this machine"))
    earlier = _read_record(record)
    if earlier == DOWNLOADED:
        return SvhnChoice(digits, None)
    if earlier == MISSING:
        why = f"could not be had, as {record.as_posix()} says"
        again = f", or delete {record.as_posix()} to have its address asked again"
        return SvhnChoice(None, _loud(digits, stand_in, why, again))
    if dry_run:
        why = "is nowhere on this machine and a dry run asks no address"
        return SvhnChoice(None, _loud(digits, stand_in, why))
    if (probe or _ask)():
        _write_record(record, DOWNLOADED)
        size = sum(digits.sizes or ()) / 1e6
        return SvhnChoice(
            digits,
            f"{digits.title} is nowhere on this machine; its address has it, so this build "
            f"downloads it ({size:.0f} MB) into data/svhn/.",
        )
    _write_record(record, MISSING)
    why = "is nowhere on this machine and its address cannot be reached"
    return SvhnChoice(None, _loud(digits, stand_in, why))


def _loud(digits: CroppedDigits, stand_in: str, why: str, more: str = "") -> str:
    return (
        f"{digits.title} {why}, so the experiments on it are built on {stand_in} INSTEAD, and the "
        f"report says so; {HOW_TO_GET_THEM}{more}."
    )


def _check_sizes(found: CroppedDigitsSource, digits: CroppedDigits) -> None:
    """The whole files are read only when they are prepared, maybe hours later."""
    for name, size in zip(FILE_NAMES, digits.sizes or (), strict=False):
        path = found.folder / name
        there = os.path.getsize(path)
        if there != size:
            raise LabbookError(
                f"{path} has {there:,} bytes, the official {name} {size:,}; {digits.how_to_state}."
            )


def _ask() -> bool:
    from labbook.data.mirrors import answering_mirrors, svhn_mirrors_to_ask

    first = OFFICIAL.served.files[0]
    return next(answering_mirrors(svhn_mirrors_to_ask(), 3.0, first), None) is not None


def _read_record(record: Path) -> str | None:
    if not record.exists():
        return None
    content = read_json(record)
    said = content.get("svhn") if isinstance(content, dict) else None
    if said not in DECISIONS:
        raise LabbookError(f"{record} does not say whether SVHN can be had; delete it.")
    return str(said)


def _write_record(record: Path, decision: str) -> None:
    try:
        write_json(record, {"svhn": decision})
    except OSError as error:
        raise LabbookError(f"{record} cannot be written: {error.strerror or error}.") from None
