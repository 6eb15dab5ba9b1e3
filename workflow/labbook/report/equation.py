"""Mathematics, written once in LaTeX: MathML on the screen, in print an image with its spoken form.

WeasyPrint knows no MathML, so both stand in the page, and the styles for screen and print each show
one of them and hide the other (from screen readers, too). The image is drawn from the MathML, in
the font that the page brings for its MathML: what is printed is what is seen.
"""

import base64
import re
import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.figures.palette import PAGE_INK
from labbook.report.mathml import mathml
from labbook.report.numbering import Numbering

_SIZE = 24.0  # units of the drawing in one em; with fewer, ziamath would set small scripts larger
_ROWS_APART = 0.4  # em, as in templates/style/screen.css
_AFTER_SCRIPT = 0.05  # em, as in TeX
_MARGIN = 0.02  # em around the drawing: curves may reach a little beyond their box


@dataclass(frozen=True)
class EquationImage:
    """A `data:` URI; lengths are in em, `depth` is that below the baseline."""

    source: str
    width: float
    height: float
    depth: float


def equation_image(math: Element) -> EquationImage:
    """The `math` element as an SVG of paths, the same bytes for the same element.

    Raises LabbookError, with the reason alone, for what ziamath cannot draw.
    """
    with warnings.catch_warnings():
        # It finds its font in a way that Python 3.11 and 3.12 advise against.
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.zmath import Math

    tree = _for_ziamath(math)
    # Of a wrong number of arguments it says nothing but AssertionError.
    try:
        drawing = Math(tree, _SIZE, margin=_MARGIN * _SIZE)
    except Exception as error:
        raise LabbookError(f"it cannot be drawn ({error or type(error).__name__})") from error
    for character in "".join(math.itertext()):
        if not character.isspace() and drawing.font.glyphindex(character) == 0:
            raise LabbookError(f"the font of the equations has no “{character}”")
    svg = drawing.svgxml()
    content = base64.b64encode(tostring(svg)).decode("ascii")
    return EquationImage(
        source=f"data:image/svg+xml;base64,{content}",
        width=round(float(svg.attrib["width"]) / _SIZE, 3),
        height=round(float(svg.attrib["height"]) / _SIZE, 3),
        depth=round(_MARGIN - drawing.node.bbox.ymin / _SIZE, 3),
    )


def _for_ziamath(math: Element) -> Element:
    """The element with what ziamath takes otherwise than browsers do."""
    tree = deepcopy(math)
    tree.set("mathcolor", PAGE_INK)
    for element in list(tree.iter()):
        # Its em is a third too long; a number without a unit is taken as it is.
        for name in ("lspace", "rspace", "width", "columnspacing"):
            if name in element.attrib:
                lengths = [
                    float(length.removesuffix("em")) for length in element.attrib[name].split()
                ]
                element.set(name, " ".join(f"{length * _SIZE:.3f}" for length in lengths))
        # It would put spaces of its own around the name of a function.
        if element.tag == "mi" and len((element.text or "").strip()) > 1:
            element.tag = "mtext"
        if element.tag == "mtable":
            element.set("rowspacing", f"{_ROWS_APART * _SIZE:.3f}")
        # As in TeX, what is in a fraction is not on a line of its own.
        if element.tag == "mfrac":
            for part in element:
                part.set("displaystyle", "false")
        # It raises a superscript by the depth of its first glyph at full size, “[” above all. A
        # space is no glyph.
        if element.tag in ("msup", "msubsup") and element[-1].tag == "mrow":
            element[-1].insert(0, Element("mspace", {"width": "0.01"}))
            element[-1].append(Element("mspace", {"width": f"{_AFTER_SCRIPT * _SIZE:.3f}"}))
    return tree


# Em. The column of the printed page has 40, of which indentation and number take their share.
WIDEST = 34.0
# What is LaTeX and cannot be spoken.
_NO_WORDS = re.compile(r"[\\^_{}$=]")


class Equations:
    """What the templates of one document call as `math` and `equation`.

    Both stand around LaTeX and are told how it is spoken:

        {% call math("W l") %}W^{[l]}{% endcall %}
        {% call equation("sum", "Z equals X W plus b") %}Z = X W + b{% endcall %}
    """

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def inline(self, spoken: str, *, caller: Callable[[], str]) -> Markup:
        """Mathematics in a line of text.

        Raises LabbookError, which quotes it, for LaTeX that cannot be read or drawn, or without a
        spoken form.
        """
        latex = str(caller()).strip()
        return _both(f"“{latex}”", latex, spoken, display=False)

    def display(self, name: str, spoken: str, *, caller: Callable[[], str]) -> Markup:
        """An equation on a line of its own, numbered; `numbering.refer("equation", name)` links it.

        Raises LabbookError, which names it, for LaTeX that cannot be read or drawn, without a
        spoken form, for what is wider than the page, and for a name that is taken.
        """
        both = _both(name, str(caller()).strip(), spoken, display=True)
        return Markup(
            '<div class="equation" id="{}">{}<span class="equation-number">({})</span></div>'
        ).format(
            self._numbering.anchor("equation", name),
            both,
            self._numbering.number("equation", name),
        )


def _both(name: str, latex: str, spoken: str, display: bool) -> Markup:
    """The element that holds the MathML and the image."""
    words = " ".join(spoken.split())
    if not words or _NO_WORDS.search(words):
        raise LabbookError(
            f"The equation {name} needs its spoken form, in words such as “a equals b plus c”"
            + (f"; “{words}” is none." if words else ".")
        )
    try:
        written, image = _typeset(latex, display)
    except LabbookError as error:
        raise LabbookError(
            f"The equation {name} cannot be typeset: {error}. Its LaTeX is “{latex}”."
        ) from error
    if image.width > WIDEST:
        raise LabbookError(
            f"The equation {name} is {image.width:.1f} em wide, and the printed page has room for "
            rf"{WIDEST:.0f}: break it into lines with \begin{{align*}}."
        )
    style = f"width:{image.width}em;height:{image.height}em;vertical-align:{-image.depth}em"
    return Markup('<span class="math">{}<img src="{}" alt="{}" style="{}"></span>').format(
        written, image.source, words, style
    )


# A document is rendered twice, and the same letter stands in many of its lines.
@lru_cache(maxsize=1024)
def _typeset(latex: str, display: bool) -> tuple[Markup, EquationImage]:
    math = mathml(latex, display)
    return Markup(tostring(math, encoding="unicode")), equation_image(math)
