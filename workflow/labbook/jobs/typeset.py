"""Typeset the page of a report, or a part of it, as a tagged PDF."""

import hashlib
from pathlib import Path

from labbook.report.parts import Part
from labbook.report.pdf import read_part, write_pdf


def make(*, page: Path, document: Path, part: Part | None = None) -> None:
    """Write the PDF; without `part`, of the whole page.

    A whole page has no supplement, so one beside it is of an earlier build and is removed.
    """
    if part is None:
        document.with_name("supplement.pdf").unlink(missing_ok=True)
    write_pdf(page, document, part)


def taken(*, page: Path, document: Path, part: Part | None = None) -> str:
    """SHA-256 of what is typeset."""
    return hashlib.sha256(read_part(page, part).encode()).hexdigest()
