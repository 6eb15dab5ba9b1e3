"""The image of an equation in a PDF: WeasyPrint does not support MathML.

It is drawn from the page's MathML, in the font that the page uses for that, so both look the same.
"""

import base64
import re
import warnings
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, fromstring, tostring

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.figures.palette import PAGE_INK

_SIZE = 24.0  # units of the drawing in one em; with fewer, ziamath would set small scripts larger
_ROWS_APART = 0.4  # em, as in templates/style/screen.css
_AFTER_SCRIPT = 0.05  # em, as in TeX
_SHAPE = re.compile(r' d="[^"]*')
_NEEDLESS = re.compile(r" (?=[A-Z-])|(?<=[A-Z]) |(?<![\d.])0(?=\.)")
_MARGIN = 0.02  # em around the drawing: curves may reach a little beyond their box
_MATH = re.compile(r'(?<=<span class="math">)<math .*?</math>', re.DOTALL)


@dataclass(frozen=True)
class EquationImage:
    """A `data:` URI with its size in em; `depth` is how far it reaches below the baseline."""

    source: str
    width: float
    height: float
    depth: float


def with_equation_images(page: str) -> str:
    """The page with each equation as an image, whose description is how it is spoken."""
    return _MATH.sub(_element, page)


def _element(written: re.Match[str]) -> str:
    image = equation_image(written[0])
    style = f"width:{image.width}em;height:{image.height}em;vertical-align:{-image.depth}em"
    return Markup('<img class="formula" src="{}" alt="{}" style="{}">').format(
        image.source, fromstring(written[0]).get("alttext", ""), style
    )


# Many formulas are on a page more than once, and what composes it draws them to see if it can.
@lru_cache(maxsize=1024)
def equation_image(written: str) -> EquationImage:
    """The MathML as an SVG of paths, the same bytes for the same MathML.

    Raises LabbookError, whose message is only the reason, if ziamath cannot draw it.
    """
    with warnings.catch_warnings():
        # ziamath finds its font in a way that Python 3.11 and 3.12 call deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.zmath import Math

    math = fromstring(written)
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
    shapes = _SHAPE.sub(_without_blanks, tostring(svg, encoding="unicode"))
    content = base64.b64encode(shapes.encode()).decode("ascii")
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
