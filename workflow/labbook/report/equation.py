"""Mathematics in a template, written once in LaTeX: MathML on the page, with its spoken form.

A PDF has an image in its place (`report/equation_image.py`). It is drawn here already, so that an
equation that cannot be printed is told by its name.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import tostring

from markupsafe import Markup

from labbook.errors import LabbookError
from labbook.report.equation_image import equation_image
from labbook.report.mathml import mathml
from labbook.report.numbering import Numbering

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
        return _mathml(f"“{latex}”", latex, spoken, display=False)

    def display(self, name: str, spoken: str, *, caller: Callable[[], str]) -> Markup:
        """An equation on a line of its own, numbered; `numbering.refer("equation", name)` links it.

        Raises LabbookError with the name if the LaTeX cannot be read or drawn, has no spoken form,
        is wider than the page, or if the name is taken.
        """
        written = _mathml(name, str(caller()).strip(), spoken, display=True)
        return Markup(
            '<div class="equation" id="{}">{}<span class="equation-number">({})</span></div>'
        ).format(
            self._numbering.anchor("equation", name),
            written,
            self._numbering.number("equation", name),
        )


def _mathml(name: str, latex: str, spoken: str, display: bool) -> Markup:
    """The element that holds the MathML."""
    words = " ".join(spoken.split())
    if not words or _NO_WORDS.search(words):
        raise LabbookError(
            f"The equation {name} needs its spoken form, in words such as “a equals b plus c”"
            + (f"; “{words}” is none." if words else ".")
        )
    try:
        written, width = _typeset(latex, words, display)
    except LabbookError as error:
        raise LabbookError(
            f"The equation {name} cannot be typeset: {error}. Its LaTeX is “{latex}”."
        ) from error
    if width > WIDEST:
        raise LabbookError(
            f"The equation {name} is {width:.1f} em wide, and the printed page has room for "
            rf"{WIDEST:.0f}: break it into lines with \begin{{align*}}."
        )
    return Markup('<span class="math">{}</span>').format(written)


# A document is rendered twice, and many of its lines contain the same formulas.
@lru_cache(maxsize=1024)
def _typeset(latex: str, words: str, display: bool) -> tuple[Markup, float]:
    """The MathML, and its printed width in em."""
    math = mathml(latex, display)
    math.set("alttext", words)
    written = tostring(math, encoding="unicode")
    return Markup(written), equation_image(written).width
