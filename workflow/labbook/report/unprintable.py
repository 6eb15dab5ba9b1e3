"""Characters that neither the report's fonts nor those of this computer have."""

import html
import logging
from collections.abc import Iterable
from pathlib import Path

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from labbook.report.fonts import FACES, font_faces

# What WeasyPrint uses where the family lacks a character, as the page's style sheet says.
_GENERIC = {"Source Sans 3 Report": "sans-serif", "Source Serif 4 Report": "serif"}


def unprintable(texts: Iterable[str], fonts: Path) -> str:
    """Of `texts`, the characters that would be boxes in the PDF; `fonts`: the folder of ours.

    The texts are typeset in each face, so that whatever takes part in a PDF takes part in this.
    """
    lines = list(texts)
    styles = [
        f"font:{style} {weight} 10pt '{family}',{_GENERIC[family]}"
        for family, weight, style, _ in FACES
    ]
    paragraphs = "".join(
        f'<p style="{style}">{html.escape(line)}</p>' for style in styles for line in lines
    )
    faces = font_faces(fonts, "".join(sorted(set("".join(lines)))))
    logger, found = logging.getLogger("weasyprint"), _Missing()
    logger.addHandler(found)
    try:
        HTML(string=f"<style>{faces}</style>{paragraphs}").write_pdf(
            font_config=FontConfiguration()
        )
    finally:
        logger.removeHandler(found)
    return "".join(sorted(found.characters))


class _Missing(logging.Handler):
    """WeasyPrint warns of each character without a glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.characters.add(str(record.args[0]))
