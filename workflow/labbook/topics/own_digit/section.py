"""What networks answer to one's own digit, as a report shows it."""

from pathlib import Path

from labbook.report.topic_section import SectionContext, read_figures
from labbook.topics.own_digit.answers_file import read_own_digit
from labbook.topics.own_digit.section_rows import OwnDigitResults, own_digit_results


def section(context: SectionContext, *, answers: Path, figures: Path) -> OwnDigitResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    return own_digit_results(read_own_digit(answers), read_figures(figures))
