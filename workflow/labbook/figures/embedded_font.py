"""The few glyphs a figure uses, carried inside its SVG.

An SVG shown by `<img>` in a browser sees no font of the page around it. WeasyPrint does see the
document's fonts, and a second family of the same name could take their place: `@media screen`
keeps the embedded one to browsers.
"""

import base64
import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def embedded_font_faces(family: str, files: dict[int, Path], text: str) -> str:
    """CSS that declares `family` with the characters of `text`; `files`: weight to TrueType file.

    The same text and files give the same CSS.
    """
    faces = [
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/ttf;base64,{_subset(file, text)}) format('truetype')}}"
        for weight, file in sorted(files.items())
    ]
    return f"@media screen{{{''.join(faces)}}}"


def _subset(file: Path, text: str) -> str:
    """Base64 of the font reduced to `text`."""
    options = Options(hinting=False, layout_features=["kern"], name_IDs=[1, 2], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    content = io.BytesIO()
    # Lazily: most of what a font says about kerning concerns glyphs that are not kept.
    with TTFont(file, recalcTimestamp=False, lazy=True) as font:
        subsetter.subset(font)
        font.save(content)
    return base64.b64encode(content.getvalue()).decode("ascii")
