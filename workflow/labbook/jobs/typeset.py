"""Typeset a report: its HTML file to a tagged PDF."""

from pathlib import Path

from labbook.report.pdf import write_pdf


def make(*, page: Path, document: Path) -> None:
    """Write the PDF."""
    write_pdf(page, document)
