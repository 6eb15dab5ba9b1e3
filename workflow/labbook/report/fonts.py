"""Embed the document's fonts, reduced to the characters that it uses."""

import base64
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from labbook.artifacts.kept_file import read_kept, write_kept
from labbook.canonical_json import canonical_json
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes

SANS = "Source Sans 3 Report"
SERIF = "Source Serif 4 Report"
# The family, weight, style and file of each font.
FACES = (
    (SANS, 400, "normal", "SourceSans3-Regular.ttf"),
    (SANS, 400, "italic", "SourceSans3-It.ttf"),
    (SANS, 600, "normal", "SourceSans3-Semibold.ttf"),
    (SANS, 700, "normal", "SourceSans3-Bold.ttf"),
    (SERIF, 400, "normal", "SourceSerif4-Regular.ttf"),
    (SERIF, 400, "italic", "SourceSerif4-It.ttf"),
    (SERIF, 600, "normal", "SourceSerif4-Semibold.ttf"),
)
_FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk")


def font_faces(folder: Path, text: str, kept: Path | None = None) -> str:
    """`@font-face` rules with the glyphs for `text`; the same text gives the same rules.

    kept: the folder for reduced fonts. Raises LabbookError if a font file of the project cannot be
    read.
    """
    return "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
        f"src:url({reduced_font(folder.resolve() / file, text, _FEATURES, kept)})format('woff2')}}"
        for family, weight, style, file in FACES
    )


# Pages often have the same characters, so a process that composes several reads a font once.
@cache
def reduced_font(file: Path, text: str, features: tuple[str, ...], kept: Path | None) -> str:
    """A `data:` URI of a WOFF2 file with the glyphs of `text` and these OpenType features.

    Raises LabbookError if the file cannot be read.
    """
    try:
        font = file.read_bytes()
    except OSError as error:
        raise LabbookError(f"The report's font {file.name} cannot be read: {error}.") from None
    sources = canonical_json(
        {
            "font": hashlib.sha256(font).hexdigest(),
            "text": text,
            "features": list(features),
            "code": code_hashes(__name__)[__name__],
            "versions": {name: version(name) for name in ("brotli", "fonttools")},
        }
    )
    name = f"{file.stem}-{hashlib.sha256(sources.encode()).hexdigest()[:16]}.woff2"
    content = read_kept(kept / name, sources) if kept else None
    if content is None:
        content = _reduce(font, text, features)
        if kept:
            write_kept(kept / name, sources, content)
    return f"data:font/woff2;base64,{base64.b64encode(content).decode('ascii')}"


def _reduce(content: bytes, text: str, features: tuple[str, ...]) -> bytes:
    options = Options(layout_features=list(features), notdef_outline=True, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    reduced = io.BytesIO()
    # Lazy loading: most kerning data of a font is about glyphs that are not kept.
    with TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=True) as font:
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(reduced)
    return reduced.getvalue()


MATH = "STIX Two Math Report"
# Unicode's mathematical italic letters, Latin and Greek; “h” is in another block. MathML contains
# plain letters, and browsers show them as these.
_ITALIC_CODES = (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C), 0x210E)


def math_face(document: str, kept: Path | None = None) -> str:
    """A `@font-face` rule with the glyphs of the document's MathML; "" if it has none."""
    text = "".join(re.findall(r"<math.*?</math>", document, re.DOTALL))
    if not text:
        return ""
    package = find_spec("ziamath")  # only its file is needed, so it is not imported
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).with_name("fonts") / "STIXTwoMath-Regular.ttf"
    source = reduced_font(file, "".join(sorted({*text, *_italic(text)})), (), kept)
    return f"@font-face{{font-family:\"{MATH}\";src:url({source})format('woff2')}}"


def _italic(text: str) -> Iterator[str]:
    """Yield the mathematical italic forms of the letters in the text."""
    for code in _ITALIC_CODES:
        if unicodedata.normalize("NFKC", chr(code)) in text:
            yield chr(code)
