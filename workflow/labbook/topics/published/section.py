"""Published numbers beside ours, as a report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.artifacts.findings import Finding
from labbook.report.topic_section import SectionContext, TopicSection
from labbook.topics.published.section_rows import (
    PublishedEntry,
    published_entries,
    told_together,
)


@dataclass(frozen=True)
class PublishedSection(TopicSection):
    """`source` and `note` are of the experiment; `together`: findings that share a sentence."""

    entries: Sequence[PublishedEntry]
    source: str | None
    note: str | None
    together: Sequence[Sequence[Finding]]


def section(context: SectionContext) -> PublishedSection | None:
    """None for an experiment without published numbers."""
    published = context.planned.get("published")
    if not published or context.summary is None:
        return None
    return PublishedSection(
        entries=published_entries(
            context.findings, context.summary.planned, [entry.get("note") for entry in published]
        ),
        source=context.planned.get("published_source"),
        note=context.planned.get("published_note"),
        together=told_together(context.findings),
    )
