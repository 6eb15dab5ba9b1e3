"""The two articles of a page, for tests that look into one of them or typeset it."""

import re
from html import unescape
from pathlib import Path

from pypdf import PdfReader

from labbook.report.parts import Part
from labbook.report.pdf import write_pdf


def article(page: str, part: Part) -> str:
    """The article of an HTML page."""
    found = re.search(f'<article id="{part}"[^>]*>(.*?)</article>', page, re.DOTALL)
    return found[1] if found else ""


def text_of(html: str) -> str:
    """What is read of it, on one line."""
    body = html.rpartition("</style>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


def typeset(page: str, part: Part, folder: Path) -> PdfReader:
    """One part of an HTML page as a PDF."""
    source, document = folder / "page.html", folder / f"{part}.pdf"
    source.write_text(page, encoding="utf-8")
    write_pdf(source, document, part)
    return PdfReader(document)
