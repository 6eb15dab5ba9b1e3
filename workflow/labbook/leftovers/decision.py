"""What of an earlier listing is to be removed now."""

from collections.abc import Collection
from dataclasses import dataclass

from labbook.leftovers.selection import Leftover
from labbook.leftovers.survey import Survey


@dataclass(frozen=True)
class Decision:
    """`stays`: by directory, why something that was listed is not removed after all."""

    remove: list[Leftover]
    stays: dict[str, str]


def decide(survey: Survey, listed: Collection[str]) -> Decision:
    """Only what was listed, and of that only what may still go; what is gone is not spoken of."""
    found = {leftover.directory: leftover for leftover in survey.leftovers}
    stays = {}
    for directory in sorted(listed):
        if directory in survey.planned:
            stays[directory] = "the plan names it again"
        elif directory in found and found[directory].kept:
            stays[directory] = found[directory].kept
    return Decision([one for one in survey.removable if one.directory in listed], stays)
