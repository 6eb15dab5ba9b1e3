"""A formula as a drawing, for print."""

import base64
import warnings
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from labbook.errors import LabbookError
from labbook.figures.palette import PAGE_INK

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
