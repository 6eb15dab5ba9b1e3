"""The reliability diagram of an experiment, as a report shows it."""

from pathlib import Path

from labbook.metrics.calibration import N_BINS
from labbook.report.topic_section import SectionContext, TopicSection, read_figures


class Calibration(TopicSection):
    """Of an experiment with a network that is too sure of its answers."""

    template = "calibration/prose.html.j2"

    n_bins = N_BINS


def section(context: SectionContext, *, figures: Path | None = None) -> Calibration | None:
    """None without a figure; raises LabbookError for a file that is missing or broken."""
    drawn = read_figures(figures) if figures else {}
    return Calibration(figures=drawn) if drawn else None
