"""What the units of an experiment's networks do while these train, as a report shows it."""

from pathlib import Path

from labbook.report.topic_section import SectionContext, read_figures
from labbook.topics.hidden_units.section_rows import HiddenUnitResults, hidden_unit_results
from labbook.topics.hidden_units.units_file import read_hidden_units


def section(context: SectionContext, *, units: Path, figures: Path) -> HiddenUnitResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    return hidden_unit_results(read_hidden_units(units), read_figures(figures))
