"""The font of the equations, for browsers: that with which ziamath draws them for print."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from labbook.report.fonts import reduced_font

MATH = "STIX Two Math Report"
# Unicode's mathematical italic letters, Latin and Greek, with the one that is elsewhere: MathML has
# plain letters, which a browser shows as these.
_ITALIC_CODES = (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C), 0x210E)


def math_face(document: str) -> str:
    """A `@font-face` rule with what the document's MathML shows, "" for a document without any.

    It is for the screen alone, since WeasyPrint would else load what it does not use.
    """
    text = "".join(re.findall(r"<math.*?</math>", document, re.DOTALL))
    if not text:
        return ""
    package = find_spec("ziamath")  # looked up, not imported: for its file alone
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).with_name("fonts") / "STIXTwoMath-Regular.ttf"
    source = reduced_font(file, "".join(sorted({*text, *_italic(text)})), ())
    return f"@media screen{{@font-face{{font-family:\"{MATH}\";src:url({source})format('woff2')}}}}"


def _italic(text: str) -> Iterator[str]:
    """The mathematical italic forms of the letters of the text."""
    for code in _ITALIC_CODES:
        if unicodedata.normalize("NFKC", chr(code)) in text:
            yield chr(code)
