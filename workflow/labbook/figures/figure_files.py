"""Figures as files: an SVG and a CSV for each kind, and an index of those in the report."""

import base64
import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from labbook.artifacts.atomic import write_text
from labbook.artifacts.figure_index import FigureEntry, write_figure_index
from labbook.figures.compact_svg import compact_svg
from labbook.figures.illustration import Illustration
from labbook.figures.series import places_of_series, read_series
from labbook.figures.style import FONT_FAMILY, FONT_FILES, FONT_FOLDER, drawing_style


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
    font = _reduce(file.read_bytes(), text) if set(text) - _COMMON else _reduce(_common(file), text)
    return base64.b64encode(font).decode("ascii")


# ASCII, Latin, and what figures have besides: signs, powers of ten, arrows.
_COMMON = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | frozenset(
    "–—‘’“”…−≤≥≈→←⁰⁴⁵⁶⁷⁸⁹⁻\u202f\u2007"
)


@cache
def _common(file: Path) -> bytes:
    """The font reduced to `_COMMON`, of which most figures are a part.

    To reduce that to a text gives the same bytes, in a third of the time.
    """
    return _reduce(file.read_bytes(), "".join(sorted(_COMMON)))


def _reduce(font: bytes, text: str) -> bytes:
    options = Options(hinting=False, layout_features=["kern"], name_IDs=[1, 2], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    reduced = io.BytesIO()
    # Lazily: most of the font's kerning is of glyphs that are not kept.
    with TTFont(io.BytesIO(font), recalcTimestamp=False, lazy=True) as opened:
        subsetter.subset(opened)
        opened.save(reduced)
    return reduced.getvalue()


# A date and a program's version would change the bytes of the same figure.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)


def figure_to_svg(figure: Figure) -> str:
    """The SVG of a figure drawn in `drawing_style`; call it inside that style too.

    The same figure gives the same text. Its words are words, in "Source Sans 3": WeasyPrint finds
    that family among the document's fonts, a browser in the glyphs embedded here. `metadata` has
    what `read_series` says.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    told = read_series(figure)
    svg = compact_svg(buffer.getvalue(), places_of_series(figure, told))
    characters = "".join(sorted(set(html.unescape("".join(_TEXT.findall(svg))))))
    files = {weight: FONT_FOLDER / name for weight, name in FONT_FILES.items()}
    faces = embedded_font_faces(FONT_FAMILY, files, characters)
    written = html.escape(json.dumps(told, ensure_ascii=False, separators=(",", ":")), quote=False)
    metadata = f"<metadata>{written}</metadata>" if told else ""
    return svg.replace("<defs", f"<style>{faces}</style>{metadata}<defs", 1)


def write_figures(index: Path, kinds: Mapping[str, Callable[[], Illustration]]) -> None:
    """Draw each kind, by its name, in our style, beside `index`, which has those of a report."""
    folder = index.parent
    entries = []
    for kind, illustrate in kinds.items():
        with drawing_style():
            illustration = illustrate()
            svg = figure_to_svg(illustration.figure)
        write_text(folder / f"{kind}.svg", svg)
        # Made when asked for (commands/figures_pdf.py), of the figure as it was.
        (folder / f"{kind}.pdf").unlink(missing_ok=True)
        write_text(folder / f"{kind}.csv", _csv(illustration.table))
        if illustration.in_report:
            entries.append(
                FigureEntry(
                    kind,
                    f"{kind}.svg",
                    illustration.title,
                    illustration.caption,
                    illustration.alternative,
                )
            )
    write_figure_index(index, entries)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
