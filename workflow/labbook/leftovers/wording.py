"""The texts about leftovers that the user reads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.filesize import decimal

from labbook.artifacts.run_lists import LIST_FIRST
from labbook.leftovers.removal import Decision, Leftover, Survey
from labbook.text.table import table_lines

REMOVE = "`snakemake --cores 1 remove_leftovers`"
# The column with sizes is aligned right.
SIZES = frozenset({1})


def listing_text(survey: Survey) -> str:
    """A table of all leftovers, and which of them can be removed."""
    if not survey.leftovers:
        return "There are no leftovers: the plan names every run that is there."
    rows = [
        (
            leftover.directory,
            decimal(leftover.size),
            _date(leftover.built),
            f"stays: {leftover.kept}" if leftover.kept else "can be removed",
        )
        for leftover in survey.leftovers
    ]
    removable = survey.removable
    ending = (
        f"{REMOVE} removes {_of_them(removable, survey)}, {_total(removable)}."
        if removable
        else "None of them can be removed."
    )
    return "\n".join(
        [
            *table_lines(("directory", "size", "last built", ""), rows, SIZES),
            f"{_counted(survey.leftovers)}, {_total(survey.leftovers)}. {ending}",
            *([survey.remark] if survey.remark else []),
        ]
    )


def foresight_text(decision: Decision) -> str:
    """A table of what a removal would remove now."""
    if not decision.remove:
        return "\n".join(["Nothing would be removed.", *_staying(decision)])
    rows = [
        (leftover.directory, decimal(leftover.size), _date(leftover.built))
        for leftover in decision.remove
    ]
    return "\n".join(
        [
            *table_lines(("would be removed", "size", "last built"), rows, SIZES),
            f"{_counted(decision.remove)}, {_total(decision.remove)}, would be removed.",
            *_staying(decision),
        ]
    )


def unlisted_text(survey: Survey) -> str:
    """The text for a removal before anything was listed, which removes nothing."""
    return f"Nothing would be removed yet: {LIST_FIRST}\n{listing_text(survey)}"


def removed_line(leftover: Leftover, freed: int) -> str:
    """The line for one leftover that was removed; `freed` is in bytes."""
    return f"Removed {leftover.directory} ({decimal(freed)})."


def removal_text(removed: Sequence[Leftover], freed: int, decision: Decision) -> str:
    """The last lines of a removal, which freed `freed` bytes."""
    done = f"Removed {_counted(removed)}; {decimal(freed)} came free."
    return "\n".join([*_staying(decision), done if removed else "Nothing was removed."])


def _staying(decision: Decision) -> Iterable[str]:
    return (f"{directory} stays: {why}." for directory, why in decision.stays.items())


def _counted(leftovers: Sequence[Leftover]) -> str:
    return "1 leftover" if len(leftovers) == 1 else f"{len(leftovers)} leftovers"


def _of_them(removable: Sequence[Leftover], survey: Survey) -> str:
    if len(removable) == len(survey.leftovers):
        return "it" if len(removable) == 1 else "all of them"
    return f"{len(removable)} of them"


def _total(leftovers: Iterable[Leftover]) -> str:
    return decimal(sum(leftover.size for leftover in leftovers))


def _date(built: datetime | None) -> str:
    """Date and time in the reader's time zone; a dash if no build is known."""
    return f"{built.astimezone():%Y-%m-%d %H:%M}" if built else "-"
