"""Drawings of figures: in the page as part of it, in what is typeset as images.

On a screen, a drawing has the fonts of the page, and scripts find its curves. WeasyPrint draws the
same SVG from a `data:` URI, which it parses faster than HTML, as one image with a description.
"""

import base64
import re
from pathlib import Path

from markupsafe import Markup

from labbook.errors import LabbookError

# Figures name the first family. The document declares the same font under the second, private name,
# so that a font installed on the machine under the usual name cannot replace it.
FIGURE_FAMILY = "Source Sans 3"
DOCUMENT_FAMILY = "Source Sans 3 Report"
_FONTS = re.compile(r"<style>.*?</style>", re.DOTALL)
_NUMBERS = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_NAMED = re.compile(r'(?<= id=")|(?<=href="#)|(?<=url\(#)')
# Room for what scripts add; a drawing that they had to move would be laid out twice.
_BEFORE = Markup('<div class="drawing"><div class="card"><div class="plot"><svg role="img"')
_AFTER = Markup("</div></div></div>")
_DRAWING = re.compile(f'{_BEFORE} aria-label="([^"]*)"(.*?</svg>)\\s*{_AFTER}', re.DOTALL)


def read_drawing(path: Path) -> str:
    """The SVG in the document's font family, without fonts of its own.

    Raises LabbookError if the file cannot be read.
    """
    try:
        svg = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabbookError(f"The figure {path} cannot be read: {error}.") from None
    return _FONTS.sub("", svg, count=1).replace(f"'{FIGURE_FAMILY}'", f"'{DOCUMENT_FAMILY}'")


def inline_drawing(svg: str, prefix: str, alternative: str) -> Markup:
    """The drawing as an element of the page; `prefix` sets its ids apart from those of others."""
    named = _NAMED.sub(prefix, svg)
    drawn = Markup(named[named.index("<svg") + len("<svg") :])
    return _BEFORE + Markup(' aria-label="{}"').format(alternative) + drawn + _AFTER


def with_images(page: str) -> str:
    """The page with each drawing as an image."""
    return _DRAWING.sub(_image, page)


def _image(drawing: re.Match[str]) -> str:
    svg = base64.b64encode(_NUMBERS.sub("", f"<svg{drawing[2]}").encode()).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{svg}" alt="{drawing[1]}">'
