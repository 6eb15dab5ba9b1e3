"""The table that sets the best configuration of an experiment against each of the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from labbook.artifacts.findings import Finding
from labbook.report.numbers import MISSING, integer, pvalue, round_percent, write_rounded
from labbook.report.rounding import SPACE


@dataclass(frozen=True)
class DifferenceRow:
    """One of the others. Differences are the best's mean minus its, in percentage points.

    `best_alone`, `other_alone`: test images for which only that one is right, the fewest and the
    most over the pairs of runs. `seeds` would decide where the seeds do not. The row rests on
    `finding`.
    """

    finding: Finding
    name: str
    label: str
    difference: Markup
    interval: Markup
    p_seeds: str
    best_alone: str
    other_alone: str
    p_images: str
    verdict: str
    seeds: str


def difference_rows(
    findings: Sequence[Finding], label: Callable[[str], str]
) -> list[DifferenceRow]:
    """A row for each finding of kind `difference`; `label` has the words for a configuration."""
    return [_row(finding, label) for finding in findings]


def _row(finding: Finding, label: Callable[[str], str]) -> DifferenceRow:
    numbers, other = finding.numbers, finding.details["other"]
    equivalent = finding.verdict == "equivalent"
    return DifferenceRow(
        finding=finding,
        name=other,
        label=label(other),
        difference=_points(numbers["difference"]),
        interval=_interval(numbers["interval"]),
        p_seeds=_p(numbers["p_equivalence" if equivalent else "p_difference"]),
        best_alone=_range(numbers["pairs"], "first_alone"),
        other_alone=_range(numbers["pairs"], "second_alone"),
        p_images=_p(numbers["p_images"]),
        verdict=_verdict(finding),
        seeds=_seeds(finding),
    )


def _verdict(finding: Finding) -> str:
    by = finding.details["unresolved_by"]
    if by == "one seed":
        return "one seed, no evidence"
    return finding.verdict if by is None else f"{finding.verdict}: {by}"


def _seeds(finding: Finding) -> str:
    if finding.details["aim"] is None:
        return MISSING
    needed = finding.numbers["seeds_needed"]
    return f"over {integer(finding.numbers['most_seeds'])}" if needed is None else integer(needed)


def _points(fraction: float) -> Markup:
    return write_rounded(round_percent(fraction, None))


def _interval(interval: Sequence[float] | None) -> Markup:
    if interval is None:
        return Markup(MISSING)
    return Markup("{} to {}").format(*map(_points, interval))


def _p(value: float | None) -> str:
    """Without the name of the column in each cell."""
    if value is None:
        return MISSING
    return pvalue(value).removeprefix(f"p{SPACE}").removeprefix(f"={SPACE}")


def _range(pairs: Sequence[dict[str, Any]] | None, count: str) -> str:
    if pairs is None:
        return MISSING
    counts = [pair[count] for pair in pairs]
    return "–".join(dict.fromkeys((integer(min(counts)), integer(max(counts)))))
