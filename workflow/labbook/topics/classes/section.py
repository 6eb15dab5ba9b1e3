"""The answers class by class, as a report shows them."""

from pathlib import Path

from labbook.report.topic_section import SectionContext, read_figures
from labbook.topics.classes.class_evaluation import read_class_evaluation
from labbook.topics.classes.section_rows import ClassResults, class_results


def section(context: SectionContext, *, classes: Path, figures: Path) -> ClassResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    return class_results(read_class_evaluation(classes), read_figures(figures))
