import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from labbook.figures import figure_files
from labbook.figures.figure_files import embedded_font_faces, figure_to_svg
from labbook.figures.style import FONT_FILES, FONT_FOLDER, drawing_style
from labbook.topics.curves.draw_job import illustrate_loss

TYPESET = """
import logging, sys
from pathlib import Path
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
class Refuse(logging.Handler):
    def emit(self, record):
        raise SystemExit(record.getMessage())
logging.getLogger("weasyprint").addHandler(Refuse(level=logging.WARNING))
fonts = FontConfiguration()
HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], font_config=fonts, pdf_variant="pdf/ua-1")
"""


@pytest.fixture
def svg(drawable, make_history) -> str:
    drawable.add("batch size 10 & more", [make_history([0.5, 0.01], [0.5, 0.9], shift=0.1)] * 2)
    with drawing_style():
        return figure_to_svg(illustrate_loss(drawable.plan, drawable.summary).figure)


def test_it_is_xml_as_wide_as_the_text_without_a_date(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(170 / 25.4 * 72, 1e-4)
    assert "date" not in svg.lower()


def test_words_are_words_in_the_shipped_family_and_opaque(svg: str) -> None:
    texts = re.findall(r"<text\b[^>]*>", svg)
    assert "batch size 10 &amp; more" in svg
    assert re.findall(r'font-family="([^"]*)"', svg) == ["'Source Sans 3'"]
    assert not any("opacity" in text for text in texts)


def test_browsers_find_every_glyph_in_the_file_and_printers_ignore_it(svg: str) -> None:
    style = re.search(r"@media screen\{(.*?)\}\}", svg)
    fonts = re.findall(r"font-weight:(\d+);src:url\(data:font/ttf;base64,([^)]*)\)", style[0])
    assert [weight for weight, _ in fonts] == ["400", "600"]
    for _, encoded in fonts:
        glyphs = TTFont(io.BytesIO(base64.b64decode(encoded))).getBestCmap()
        assert {ord(character) for character in "batch size 10&"} <= set(glyphs)
    assert len(svg) < 60_000


def test_weasyprint_prints_it_with_the_document_fonts_and_no_complaint(
    svg: str, tmp_path: Path
) -> None:
    """No font of the system can help: Fontconfig is empty."""
    empty = tmp_path / "fonts.conf"
    empty.write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    faces = "".join(
        f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {weight};"
        f" src: url({(FONT_FOLDER / file).as_uri()}) }}"
        for weight, file in ((400, "SourceSans3-Regular.ttf"), (600, "SourceSans3-Semibold.ttf"))
    )
    encoded = base64.b64encode(svg.encode()).decode()
    page = tmp_path / "page.html"
    page.write_text(
        f"<html lang='en'><head><title>t</title><style>{faces}</style></head><body>"
        f"<img alt='a' src='data:image/svg+xml;base64,{encoded}'></body></html>"
    )
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TYPESET, str(page), str(tmp_path / "page.pdf")],
        check=True,
        env={**os.environ, "FONTCONFIG_FILE": str(empty)},
    )
    with PdfDocument(tmp_path / "page.pdf") as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    # Blanks are guessed from distances.
    assert "batchsize10&more" in "".join(text.split())
    resources = PdfReader(tmp_path / "page.pdf").pages[0]["/Resources"]
    names = {str(font["/BaseFont"]) for font in _fonts(resources)}
    assert names
    assert all("Source-Sans-3" in name for name in names)


def _fonts(resources) -> list:
    """The fonts of a page and of the images drawn on it."""
    found = [font.get_object() for font in resources.get("/Font", {}).values()]
    for item in resources.get("/XObject", {}).values():
        found += _fonts(item.get_object().get("/Resources", {}))
    return found


@pytest.mark.parametrize("text", ["-.0123456789 %", "AVToWaepoch, first", "×10⁻⁷ ± 2’ → “é”"])
def test_a_font_reduced_in_two_steps_has_the_same_bytes(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {weight: FONT_FOLDER / name for weight, name in FONT_FILES.items()}
    in_two = embedded_font_faces("family", files, text)
    monkeypatch.setattr(figure_files, "_COMMON", frozenset())
    assert embedded_font_faces("family", files, text) == in_two
