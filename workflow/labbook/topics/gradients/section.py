"""The gradients of an experiment, as a report shows them."""

from pathlib import Path

from labbook.report.topic_section import SectionContext, read_figures
from labbook.topics.gradients.gradient_summary import read_gradient_summary
from labbook.topics.gradients.section_rows import GradientResults, gradient_results


def section(
    context: SectionContext, *, gradients: Path, arrays: Path, figures: Path
) -> GradientResults:
    """Read the files; raises LabbookError for one that is missing or broken."""
    return gradient_results(read_gradient_summary(gradients, arrays), read_figures(figures))
