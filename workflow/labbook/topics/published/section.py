"""The section that shows published numbers beside ours: its table, and who shares a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import PlannedConfiguration
from labbook.report.measured import origin_link
from labbook.report.numbers import (
    MISSING,
    integer,
    loss4,
    mean_std_loss,
    mean_std_percent,
    percent,
)
from labbook.report.topic_section import SectionContext, TopicSection

KINDS = ("published", "published_loss", "published_turn")
# Findings with these verdicts may share a sentence. All others get a sentence of their own.
_TOGETHER = {
    "published": ("consistent", "other data"),
    "published_loss": ("not judged", "other data"),
}


@dataclass(frozen=True)
class PublishedNumber:
    """A row of the table: what is compared, and the cells.

    `ours` links to the origin of our number. `interval` is the interval of an accuracy, or the
    earliest and the latest epoch over the seeds.
    """

    what: str
    published: Markup
    ours: Markup
    interval: Markup
    verdict: str
    runs: str


@dataclass(frozen=True)
class PublishedEntry:
    """The numbers that one published entry has for one configuration, with the entry's note."""

    of: str
    conditions: Sequence[str]
    source: str | None
    note: str | None
    numbers: Sequence[PublishedNumber]


def published_entries(
    findings: Sequence[Finding],
    planned: Sequence[PlannedConfiguration],
    notes: Sequence[str | None],
) -> list[PublishedEntry]:
    """Entries in the order of the config; `notes` has the note of each entry there, or None."""
    entries = []
    for place, note in enumerate(notes):
        for configuration in planned:
            found = [
                finding
                for finding in findings
                if finding.kind in KINDS
                and finding.details["entry"] == place
                and finding.subject == (configuration.known.name,)
            ]
            if found:
                entries.append(
                    PublishedEntry(
                        of=configuration.known.label,
                        conditions=found[0].details["conditions"],
                        source=found[0].details["source"],
                        note=note,
                        numbers=[_number(finding, len(configuration.seeds)) for finding in found],
                    )
                )
    return entries


def told_together(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Group the findings that share a sentence; the groups are in the order of the config."""
    groups: dict[object, list[Finding]] = {}
    about = [finding for finding in findings if finding.kind in KINDS]
    for finding in sorted(about, key=lambda finding: finding.details["entry"]):
        alike = (
            finding.kind,
            finding.verdict,
            finding.details["metric"],
            finding.numbers.get("epoch"),
        )
        shares = finding.verdict in _TOGETHER.get(finding.kind, ())
        groups.setdefault(alike if shares else finding.id, []).append(finding)
    return list(groups.values())


def _number(finding: Finding, n_planned: int) -> PublishedNumber:
    numbers, counted = finding.numbers, finding.evidence.n or 0
    epoch = numbers.get("epoch")
    return PublishedNumber(
        what=finding.details["metric"] + ("" if epoch is None else f" at epoch {integer(epoch)}"),
        published=_published(finding),
        ours=_ours(finding),
        interval=_interval(finding),
        verdict=_verdict(finding),
        runs=integer(counted)
        if counted == n_planned
        else f"{integer(counted)} of {integer(n_planned)}",
    )


def _published(finding: Finding) -> Markup:
    approximate = finding.kind == "published" and finding.details["approximate"]
    written = _PUBLISHED[finding.kind](finding.numbers["published"])
    return Markup("about {}").format(written) if approximate else written


_PUBLISHED: dict[str, Callable[[float], Markup]] = {
    "published": lambda value: Markup("{}").format(percent(value)),
    "published_loss": loss4,
    "published_turn": lambda value: Markup("{}").format(integer(value)),
}


def _ours(finding: Finding) -> Markup:
    if finding.verdict == "no result":
        return Markup("{}").format(finding.details["why"])
    ours = finding.numbers["ours"]
    if finding.kind == "published":
        text = mean_std_percent(ours, n=False)
    elif finding.kind == "published_loss":
        text = mean_std_loss(ours, n=False)
    elif finding.details["course"] == "no turn shown":
        return Markup(MISSING)
    else:
        text = Markup("{}").format(integer(ours["mean"]))
    return origin_link(text, ours)


def _interval(finding: Finding) -> Markup:
    numbers = finding.numbers
    if finding.kind == "published" and "interval" in numbers:
        shown = [origin_link(percent(end), end) for end in numbers["interval"]]
    elif finding.kind == "published_turn" and "earliest" in numbers:
        ends = (numbers["earliest"], numbers["latest"])
        # If all seeds have the same epoch, show it once.
        shown = list(dict.fromkeys(origin_link(integer(end), end) for end in ends))
    else:
        return Markup(MISSING)
    return Markup(" to ").join(shown)


def _verdict(finding: Finding) -> str:
    if finding.verdict == "other data":
        return "of other data"
    return MISSING if finding.verdict == "not judged" else finding.verdict


@dataclass(frozen=True)
class PublishedSection(TopicSection):
    """The experiment's `source` and `note`; `together` groups findings that share a sentence."""

    entries: Sequence[PublishedEntry]
    source: str | None
    note: str | None
    together: Sequence[Sequence[Finding]]


def section(context: SectionContext) -> PublishedSection | None:
    """None for an experiment without published numbers."""
    planned = context.planned
    if planned is None or not planned.published or context.summary is None:
        return None
    return PublishedSection(
        entries=published_entries(
            context.findings, context.summary.planned, [entry.note for entry in planned.published]
        ),
        source=planned.published_source,
        note=planned.published_note,
        together=told_together(context.findings),
    )
