"""A figure as a PDF of its size, for a document of one's own."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from labbook.fingerprint import PROJECT
from labbook.report.fonts import font_faces
from labbook.report.pdf import write_pdf
from labbook.report.topic_section import svg_data_uri, svg_text

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
<img src="{uri}" alt="{name}"></html>
"""


def write_figure_pdf(svg: Path, output: Path) -> None:
    """Raises LabbookError if the SVG cannot be read, or is none of ours."""
    uri = svg_data_uri(svg)
    drawing = svg_text(uri)
    width, height = _SIZE.search(drawing).groups()  # type: ignore[union-attr]
    characters = "".join(sorted(set("".join(_WORDS.findall(drawing)))))
    page = _PAGE.format(
        name=svg.stem, faces=font_faces(FONTS, characters), width=width, height=height, uri=uri
    )
    with TemporaryDirectory() as folder:
        document = Path(folder, "figure.html")
        document.write_text(page, encoding="utf-8")
        write_pdf(document, output)
