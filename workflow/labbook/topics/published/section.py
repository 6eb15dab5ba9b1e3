"""The section of a report that shows published numbers beside ours."""

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
