"""The table that compares the best configuration of an experiment with each of the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from labbook.artifacts.findings import Finding
from labbook.report.numbers import MISSING, integer, pvalue, write_rounded
from labbook.report.origin_links import origin_link
from labbook.text.rounding import SPACE, round_percent


@dataclass(frozen=True)
class DifferenceRow:
    """One configuration that is compared with the best one.

    `difference` is the best's mean minus this one's, in percentage points. `best_alone` and
    `other_alone` count the test images that only the best, or only the other, classifies correctly:
    the fewest and the most over the pairs of runs. `seeds` is the number of seeds that would decide
    an open comparison. Each number links to its origin; `finding` is the source of the row.
    """

    finding: Finding
    name: str
    label: str
    difference: Markup
    interval: Markup
    p_seeds: Markup
    best_alone: Markup
    other_alone: Markup
    p_images: Markup
    verdict: str
    seeds: Markup


def difference_rows(
    findings: Sequence[Finding], label: Callable[[str], str]
) -> list[DifferenceRow]:
    """A row for each finding of kind `difference`; `label` gives the words for a configuration."""
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
    if finding.verdict == "better":
        return "worse"  # this row is about the other configuration
    return finding.verdict if by is None else f"{finding.verdict}: {by}"


def _seeds(finding: Finding) -> Markup:
    if finding.details["aim"] is None:
        return Markup(MISSING)
    needed = finding.numbers["seeds_needed"]
    if needed is None:
        return Markup("over {}").format(integer(finding.numbers["most_seeds"]))
    return origin_link(integer(needed), needed)


def _points(fraction: float) -> Markup:
    return origin_link(write_rounded(round_percent(fraction, None)), fraction)


def _interval(interval: Sequence[float] | None) -> Markup:
    if interval is None:
        return Markup(MISSING)
    return Markup("{} to {}").format(*map(_points, interval))


def _p(value: float | None) -> Markup:
    """The p-value without "p =", which the head of the column says."""
    if value is None:
        return Markup(MISSING)
    text = pvalue(value).removeprefix(f"p{SPACE}").removeprefix(f"={SPACE}")
    return origin_link(text, value)


def _range(pairs: Sequence[dict[str, Any]] | None, count: str) -> Markup:
    if pairs is None:
        return Markup(MISSING)
    counts = [pair[count] for pair in pairs]
    text = "–".join(dict.fromkeys((integer(min(counts)), integer(max(counts)))))
    return origin_link(text, counts[0])
