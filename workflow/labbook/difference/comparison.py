"""What has changed from one build to another."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from labbook.artifacts.kept_build import KeptBuild, KeptLab, KeptNumber


@dataclass(frozen=True)
class Change:
    """Something that `name` stands for; None before it came, or after it went."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Move:
    """A number that is another; `spreads`: how many spreads it moved, None without any spread.

    `before` is None of a number that came, `after` of one that went.
    """

    name: str
    before: str | None
    after: str | None
    spreads: float | None


@dataclass(frozen=True)
class LabDifference:
    """`came` and `went` are runs by name; `anew` were trained in both builds, with other keys."""

    came: list[str]
    went: list[str]
    anew: list[str]
    moved: list[Move]
    statements: list[Change]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.anew or self.moved or self.statements)


@dataclass(frozen=True)
class Difference:
    """`labs` are those that both builds have; `only`: the others, with the build that has them."""

    settings: list[Change]
    data: list[Change]
    code: list[str]
    versions: list[Change]
    labs: dict[str, LabDifference]
    only: dict[str, str]


def compare(before: KeptBuild, after: KeptBuild) -> Difference:
    both = [lab for lab in before.labs if lab in after.labs]
    return Difference(
        settings=_changes(before.config, after.config),
        data=_changes(before.data, after.data),
        code=[change.name for change in _changes(before.code, after.code)],
        versions=_changes(before.versions, after.versions),
        labs={lab: _of_lab(before.labs[lab], after.labs[lab]) for lab in both},
        only={
            lab: which
            for which, one, other in (("before", before, after), ("after", after, before))
            for lab in one.labs
            if lab not in other.labs
        },
    )


def _of_lab(before: KeptLab, after: KeptLab) -> LabDifference:
    shared = before.runs.keys() & after.runs.keys()
    return LabDifference(
        came=sorted(after.runs.keys() - shared),
        went=sorted(before.runs.keys() - shared),
        anew=sorted(run for run in shared if before.runs[run] != after.runs[run]),
        moved=sorted(_moves(before.numbers, after.numbers), key=_by_spreads),
        statements=_changes(before.statements, after.statements),
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    return [
        Change(name, _text(before, name), _text(after, name))
        for name in dict.fromkeys([*before, *after])
        if name not in before or name not in after or before[name] != after[name]
    ]


def _text(values: Mapping[str, Any], name: str) -> str | None:
    return str(values[name]) if name in values else None


def _moves(before: Mapping[str, KeptNumber], after: Mapping[str, KeptNumber]) -> Iterable[Move]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Move(
                name,
                before=old.text if old else None,
                after=new.text if new else None,
                spreads=_spreads(old, new) if old and new else None,
            )


def _spreads(old: KeptNumber, new: KeptNumber) -> float | None:
    """The distance of the means in standard deviations, pooled as of two samples of equal size."""
    if old.value is None or new.value is None or old.spread is None or new.spread is None:
        return None
    pooled = math.sqrt((old.spread**2 + new.spread**2) / 2)
    return abs(new.value - old.value) / pooled if pooled else None


def _by_spreads(move: Move) -> tuple[float, str]:
    return (-1.0 if move.spreads is None else -move.spreads, move.name)
