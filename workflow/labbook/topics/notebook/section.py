"""The notebook beside the runs of its network, as a report shows it."""

from pathlib import Path

from labbook.artifacts.findings import read_findings
from labbook.report.topic_section import SectionContext, TopicSection


class NotebookSection(TopicSection):
    """All that it tells stands in the findings."""

    template = "notebook/prose.html.j2"


def section(context: SectionContext, *, found: Path) -> NotebookSection | None:
    """None without a finding; raises LabbookError for a file that is missing or broken."""
    return NotebookSection() if read_findings(found) else None
