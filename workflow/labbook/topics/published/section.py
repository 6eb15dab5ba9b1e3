"""The section that shows published numbers beside ours: its table, and who shares a sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import PlannedConfiguration
from labbook.report.measured import origin_link
from labbook.report.numbers import (
    MISSING,
    decimals,
    integer,
    mean_std_loss,
    mean_std_percent,
    percent,
)
from labbook.report.topic_section import SectionContext, TopicSection

KINDS = ("published", "published_loss", "published_turn")
# Findings with these verdicts may share a sentence. All others get a sentence of their own.
_TOGETHER = {
    "published": ("consistent", "not judged", "other data"),
    "published_loss": ("not judged", "other data"),
    "published_turn": ("consistent", "not judged"),
}
# What the report tells; the supplement has the others, too.
_IN_REPORT = {
    "published": ("consistent", "above", "below", "two sorts", "not judged"),
    "published_turn": ("consistent", "earlier", "later", "not judged"),
}


@dataclass(frozen=True)
class PublishedNumber:
    """A row of the table: what is compared, and the cells.

    `ours` links to the origin of our number. `interval` is that in which one more run is expected.
    """

    what: str
    published: Markup
    ours: Markup
    interval: Markup
    verdict: str
    runs: str


@dataclass(frozen=True)
class PublishedEntry:
    """The numbers that one published entry has for one configuration.

    `unstated`: the settings that are not printed; `asides`: what is known of the others, and the
    entry's note, each with a period.
    """

    of: str
    source: str | None
    unstated: Sequence[str]
    asides: Sequence[str]
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
                        source=found[0].details["source"],
                        unstated=tuple(found[0].details["unstated"]),
                        asides=_asides(found[0], note),
                        numbers=[_number(finding, len(configuration.seeds)) for finding in found],
                    )
                )
    return entries


def _asides(finding: Finding, note: str | None) -> list[str]:
    conditions = finding.details["conditions"]
    parts = [f"published for {', '.join(conditions)}" if conditions else None, note]
    return [f"{part[:1].upper()}{part[1:].removesuffix('.')}." for part in parts if part]


def told_together(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Group the findings that share a sentence; the groups are in the order of the config."""
    about = [finding for finding in findings if finding.kind in KINDS]
    of_number = Counter(map(_number_of, about))
    groups: dict[object, list[Finding]] = {}
    for finding in sorted(about, key=lambda finding: finding.details["entry"]):
        told = finding.details
        alike = (
            finding.kind,
            finding.verdict,
            # Two epochs of one course are told together, and numbers of several configurations.
            finding.subject if finding.kind == "published_turn" else told["metric"],
            finding.numbers.get("epoch"),
            told["images_unstated"],
            *told["unstated"],
            # What is said of a number that may be about several of ours is said of all of them.
            _number_of(finding)
            if of_number[_number_of(finding)] > 1
            else finding.verdict == "not judged" and told.get("fits"),
        )
        of_two_sorts = "untrained" in finding.numbers
        shares = finding.verdict in _TOGETHER.get(finding.kind, ()) and not of_two_sorts
        groups.setdefault(alike if shares else finding.id, []).append(finding)
    return list(groups.values())


def _number_of(finding: Finding) -> tuple[str, int, str]:
    """What tells a published number from the others of an experiment."""
    return finding.kind, finding.details["entry"], finding.details["metric"]


def accuracies_beside_ours(findings: Sequence[Finding]) -> list[list[Finding]]:
    """By published accuracy, the findings that tell how near ours is with the settings known."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        if (
            finding.kind == "published"
            and finding.verdict in ("consistent", "above", "below", "not judged")
            and not finding.details["differs"]
        ):
            groups.setdefault(_number_of(finding), []).append(finding)
    return list(groups.values())


def _number(finding: Finding, n_planned: int) -> PublishedNumber:
    numbers, counted = finding.numbers, finding.evidence.n or 0
    epoch = numbers.get("epoch")
    return PublishedNumber(
        what=finding.details["called"] + ("" if epoch is None else f" at epoch {integer(epoch)}"),
        published=_published(finding),
        ours=_ours(finding),
        interval=_interval(finding),
        verdict=_verdict(finding),
        runs=integer(counted)
        if counted == n_planned
        else f"{integer(counted)} of {integer(n_planned)}",
    )


def _published(finding: Finding) -> Markup:
    published, places = finding.numbers["published"], finding.details["decimals"]
    if finding.kind == "published":
        written = percent(published, places)
    elif finding.kind == "published_loss":
        written = decimals(published, places)
    else:
        written = integer(published)
    approximate = finding.details["approximate"] and finding.kind != "published_loss"
    return Markup("{}{}").format("about " if approximate else "", written)


def _ours(finding: Finding) -> Markup:
    if finding.verdict == "no result":
        return Markup("{}").format(finding.details["why"])
    ours = finding.numbers["ours"]
    if finding.kind == "published":
        text = mean_std_percent(ours, n=False)
    elif finding.kind == "published_loss":
        text = mean_std_loss(ours, n=False)
    elif "interval" not in finding.numbers and finding.verdict != "one seed":
        return Markup(MISSING)
    else:
        text = Markup("{}").format(integer(ours["mean"]))
    return origin_link(text, ours)


def _interval(finding: Finding) -> Markup:
    if "interval" not in finding.numbers:
        return Markup(MISSING)
    write = percent if finding.kind == "published" else integer
    ends = [origin_link(write(end), end) for end in finding.numbers["interval"]]
    return Markup(" to ").join(ends)


def _verdict(finding: Finding) -> str:
    if finding.verdict in ("other data", "two sorts"):
        return f"of {finding.verdict}"
    return MISSING if finding.verdict == "not judged" else finding.verdict


@dataclass(frozen=True)
class PublishedSection(TopicSection):
    """The experiment's `source` and `note`, and its findings in groups.

    `together`: those that share a sentence; `told_in_report`: of these, what the report tells;
    `accuracies`: those of one published accuracy that the conclusion counts.
    """

    entries: Sequence[PublishedEntry]
    source: str | None
    note: str | None
    together: Sequence[Sequence[Finding]]
    told_in_report: Sequence[Sequence[Finding]]
    accuracies: Sequence[Sequence[Finding]]


def section(context: SectionContext) -> PublishedSection | None:
    """None for an experiment without published numbers."""
    planned = context.planned
    if planned is None or not planned.published or context.summary is None:
        return None
    together = told_together(context.findings)
    return PublishedSection(
        entries=published_entries(
            context.findings, context.summary.planned, [entry.note for entry in planned.published]
        ),
        source=planned.published_source,
        note=planned.published_note,
        together=together,
        told_in_report=[
            group for group in together if group[0].verdict in _IN_REPORT.get(group[0].kind, ())
        ],
        accuracies=accuracies_beside_ours(context.findings),
    )
