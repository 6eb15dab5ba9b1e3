"""Decide which of the run directories that were listed are removed now."""

from collections.abc import Collection
from dataclasses import dataclass

from labbook.leftovers.selection import Leftover
from labbook.leftovers.survey import Survey


@dataclass(frozen=True)
class Decision:
    """`remove` is removed. `stays` says of each listed directory that is kept why it is kept."""

    remove: list[Leftover]
    stays: dict[str, str]


def decide(survey: Survey, listed: Collection[str]) -> Decision:
    """Remove those of the `listed` directories that are still removable.

    A listed directory that does not exist any more is in neither part of the decision.
    """
    found = {leftover.directory: leftover for leftover in survey.leftovers}
    stays = {}
    for directory in sorted(listed):
        if directory in survey.planned:
            stays[directory] = "the plan names it again"
        elif directory in found and found[directory].kept:
            stays[directory] = found[directory].kept
    remove = [leftover for leftover in survey.removable if leftover.directory in listed]
    return Decision(remove, stays)
