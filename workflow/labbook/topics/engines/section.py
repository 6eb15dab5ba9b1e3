"""The networks from scratch beside the same networks in Keras, as a report shows them."""

from pathlib import Path

from labbook.artifacts.findings import read_findings
from labbook.report.topic_section import SectionContext, TopicSection


class EnginesSection(TopicSection):
    """All that it tells stands in the findings."""

    template = "engines/prose.html.j2"


def section(context: SectionContext, *, found: Path) -> EnginesSection | None:
    """None without a finding; raises LabbookError for a file that is missing or broken."""
    return EnginesSection() if read_findings(found) else None
