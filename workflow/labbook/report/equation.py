"""Mathematics, written once in LaTeX: MathML for the screen, an image with spoken form for print.

WeasyPrint does not support MathML, so the page holds both. The styles for screen and print each
show one of them and hide the other, from screen readers too. The image is drawn from the MathML in
the font that the page uses for its MathML, so both look the same.
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
_SHAPE = re.compile(r' d="[^"]*')
_NEEDLESS = re.compile(r" (?=[A-Z-])|(?<=[A-Z]) |(?<![\d.])0(?=\.)")
_MARGIN = 0.02  # em around the drawing: curves may reach a little beyond their box


@dataclass(frozen=True)
class EquationImage:
    """A `data:` URI with its size in em; `depth` is how far it reaches below the baseline."""

    source: str
    width: float
    height: float
    depth: float


def equation_image(math: Element) -> EquationImage:
    """The `math` element as an SVG of paths, the same bytes for the same element.

    Raises LabbookError, whose message is only the reason, if ziamath cannot draw it.
    """
    with warnings.catch_warnings():
        # ziamath finds its font in a way that Python 3.11 and 3.12 call deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.zmath import Math

    tree = _for_ziamath(math)
    # For a wrong number of arguments, ziamath raises a bare AssertionError.
    try:
        drawing = Math(tree, _SIZE, margin=_MARGIN * _SIZE)
    except Exception as error:
        raise LabbookError(f"it cannot be drawn ({error or type(error).__name__})") from error
    for character in "".join(math.itertext()):
        if not character.isspace() and drawing.font.glyphindex(character) == 0:
            raise LabbookError(f"the font of the equations has no “{character}”")
    svg = drawing.svgxml()
    written = _SHAPE.sub(_without_blanks, tostring(svg, encoding="unicode"))
    content = base64.b64encode(written.encode()).decode("ascii")
    return EquationImage(
        source=f"data:image/svg+xml;base64,{content}",
        width=round(float(svg.attrib["width"]) / _SIZE, 3),
        height=round(float(svg.attrib["height"]) / _SIZE, 3),
        depth=round(_MARGIN - drawing.node.bbox.ymin / _SIZE, 3),
    )


def _without_blanks(shape: re.Match[str]) -> str:
    """The same path in fewer bytes: a letter and a minus need no blank beside them."""
    return _NEEDLESS.sub("", shape[0])


def _for_ziamath(math: Element) -> Element:
    """A copy of the element, changed where ziamath reads MathML differently from browsers."""
    tree = deepcopy(math)
    tree.set("mathcolor", PAGE_INK)
    for element in list(tree.iter()):
        # The em of ziamath is a third too long; it uses a number without a unit unchanged.
        for name in ("lspace", "rspace", "width", "columnspacing"):
            if name in element.attrib:
                lengths = [
                    float(length.removesuffix("em")) for length in element.attrib[name].split()
                ]
                element.set(name, " ".join(f"{length * _SIZE:.3f}" for length in lengths))
        # ziamath would add its own spaces around the name of a function.
        if element.tag == "mi" and len((element.text or "").strip()) > 1:
            element.tag = "mtext"
        if element.tag == "mtable":
            element.set("rowspacing", f"{_ROWS_APART * _SIZE:.3f}")
        # As in TeX, the parts of a fraction are set in the style of a line of text.
        if element.tag == "mfrac":
            for part in element:
                part.set("displaystyle", "false")
        # ziamath raises a superscript by the full-size depth of its first glyph, too far for
        # “[”. A space is not a glyph, so it prevents this.
        if element.tag in ("msup", "msubsup") and element[-1].tag == "mrow":
            element[-1].insert(0, Element("mspace", {"width": "0.01"}))
            element[-1].append(Element("mspace", {"width": f"{_AFTER_SCRIPT * _SIZE:.3f}"}))
    return tree


# In em. The printed column is 40 em wide; the indentation and the number need the rest.
WIDEST = 34.0
# These characters are LaTeX, so a spoken form must not contain them.
_NO_WORDS = re.compile(r"[\\^_{}$=]")


class Equations:
    """The calls `math` and `equation` for the templates of one document.

    Both enclose LaTeX and take its spoken form as an argument:

        {% call math("W l") %}W^{[l]}{% endcall %}
        {% call equation("sum", "Z equals X W plus b") %}Z = X W + b{% endcall %}
    """

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def inline(self, spoken: str, *, caller: Callable[[], str]) -> Markup:
        """Mathematics in a line of text.

        Raises LabbookError with the LaTeX if it cannot be read or drawn, or has no spoken form.
        """
        latex = str(caller()).strip()
        return _both(f"“{latex}”", latex, spoken, display=False)

    def display(self, name: str, spoken: str, *, caller: Callable[[], str]) -> Markup:
        """An equation on a line of its own, numbered; `numbering.refer("equation", name)` links it.

        Raises LabbookError with the name if the LaTeX cannot be read or drawn, has no spoken form,
        is wider than the page, or if the name is taken.
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
    return Markup(
        '<span class="math">{}<img class="formula" src="{}" alt="{}" style="{}"></span>'
    ).format(written, image.source, words, style)


# A document is rendered twice, and many of its lines contain the same formulas.
@lru_cache(maxsize=1024)
def _typeset(latex: str, display: bool) -> tuple[Markup, EquationImage]:
    math = mathml(latex, display)
    return Markup(tostring(math, encoding="unicode")), equation_image(math)
