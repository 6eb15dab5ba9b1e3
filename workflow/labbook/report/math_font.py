"""The font in which browsers show equations; ziamath draws them in the same font for print."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from labbook.report.fonts import reduced_font

MATH = "STIX Two Math Report"
# Unicode's mathematical italic letters, Latin and Greek; “h” is in another block. MathML contains
# plain letters, and browsers show them as these.
_ITALIC_CODES = (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C), 0x210E)


def math_face(document: str) -> str:
    """A `@font-face` rule with the glyphs of the document's MathML; "" if it has none.

    The rule is for screens only, because WeasyPrint would load the font without using it.
    """
    text = "".join(re.findall(r"<math.*?</math>", document, re.DOTALL))
    if not text:
        return ""
    package = find_spec("ziamath")  # only its file is needed, so it is not imported
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).with_name("fonts") / "STIXTwoMath-Regular.ttf"
    source = reduced_font(file, "".join(sorted({*text, *_italic(text)})), ())
    return f"@media screen{{@font-face{{font-family:\"{MATH}\";src:url({source})format('woff2')}}}}"


def _italic(text: str) -> Iterator[str]:
    """Yield the mathematical italic forms of the letters in the text."""
    for code in _ITALIC_CODES:
        if unicodedata.normalize("NFKC", chr(code)) in text:
            yield chr(code)
