"""A figure as a PDF of its size, for a document of one's own."""

import re
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.report.drawing import inline_drawing, read_drawing
from labbook.report.fonts import font_faces
from labbook.report.pdf import write_pdf

PROJECT_FILES = ("templates/style/fonts/*.ttf",)
FONTS = PROJECT / "templates" / "style" / "fonts"
_SIZE = re.compile(r'<svg\b[^>]*? width="([^"]+)" height="([^"]+)"')
_WORDS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_PAGE = """<!DOCTYPE html>
<html lang="en"><title>{name}</title>
<style>{faces}
@page {{ size: {width} {height}; margin: 0 }}
html, body {{ margin: 0 }}
img {{ display: block }}</style>
{drawing}</html>
"""


def write_figure_pdf(svg_file: Path, output: Path) -> None:
    """Raises LabbookError if the SVG cannot be read, or is none of ours."""
    svg = read_drawing(svg_file)
    size = _SIZE.search(svg)
    if size is None:
        raise LabbookError(f"{svg_file} is no drawing of a build; delete it and build again.")
    width, height = size.groups()
    words = unescape("".join(_WORDS.findall(svg)))
    page = _PAGE.format(
        name=svg_file.stem,
        faces=font_faces(FONTS, "".join(sorted(set(words)))),
        width=width,
        height=height,
        drawing=inline_drawing(svg, "", svg_file.stem),
    )
    with TemporaryDirectory() as folder:
        document = Path(folder, "figure.html")
        document.write_text(page, encoding="utf-8")
        write_pdf(document, output)
