"""A finished figure as the text of an SVG file."""

import html
import io
import re

from matplotlib.figure import Figure

from labbook.figures.embedded_font import embedded_font_faces
from labbook.figures.style import FONT_FAMILY, FONT_FILES, FONT_FOLDER

# Dates and the name of the program would change the bytes and say nothing about the figure.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_PATH = re.compile(r'(?<= d=")[^"]*')
_FINER_THAN_PRINT = re.compile(r"(\.\d\d)\d+")


def figure_to_svg(figure: Figure) -> str:
    """The SVG of a figure drawn in `drawing_style`; call it inside that style too.

    The same figure gives the same text. Its words are words, in "Source Sans 3": WeasyPrint finds
    that family among the document's fonts, a browser in the glyphs embedded here.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    svg = _PATH.sub(_shorten, buffer.getvalue())
    characters = "".join(sorted(set(html.unescape("".join(_TEXT.findall(svg))))))
    files = {weight: FONT_FOLDER / name for weight, name in FONT_FILES.items()}
    faces = embedded_font_faces(FONT_FAMILY, files, characters)
    return svg.replace("<defs>", f'<defs>\n  <style type="text/css">{faces}</style>', 1)


def _shorten(path: re.Match[str]) -> str:
    """Path data to a hundredth of a point (4 micrometers): half the bytes."""
    return " ".join(_FINER_THAN_PRINT.sub(r"\1", path[0]).split())
