"""Mathematics, written once in LaTeX: MathML on the screen, in print an image with its spoken form.

WeasyPrint knows no MathML, so both stand in the page, and the styles for screen and print each show
one of them and hide the other (from screen readers, too). The image is drawn from the MathML, in
the font that the page brings for its MathML: what is printed is what is seen.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import tostring

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.report.equation_image import EquationImage, equation_image
from labbook.report.mathml import mathml
from labbook.report.numbering import Numbering

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
