"""What all figures share: their widths, their fonts, how wide a text is, and where it breaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags

from labbook.figures import palette
from labbook.fingerprint import PROJECT

# The family name that the report's style sheet must declare for the same files.
FONT_FAMILY = "Source Sans 3"
FONT_FOLDER = PROJECT / "templates" / "style" / "fonts"
FONT_FILES = {400: "SourceSans3-Regular.ttf", 600: "SourceSans3-Semibold.ttf"}
PROJECT_FILES = (
    "templates/style/fonts/SourceSans3-Regular.ttf",
    "templates/style/fonts/SourceSans3-Semibold.ttf",
)
SEMIBOLD = 600

TEXT_WIDTH_MM = 170.0
FONT_SIZE = 8.0
SMALL_FONT_SIZE = 7.5

_SETTINGS = {
    "font.family": [FONT_FAMILY],
    "font.size": FONT_SIZE,
    "text.color": palette.INK,
    "text.parse_math": False,  # a label is text, even with dollar signs in it
    "axes.edgecolor": palette.AXIS,
    "axes.labelcolor": palette.INK,
    "axes.labelsize": FONT_SIZE,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "grid.color": palette.GRID,
    "grid.linewidth": 0.5,
    "legend.fontsize": FONT_SIZE,
    "legend.frameon": False,
    "xtick.color": palette.AXIS,
    "ytick.color": palette.AXIS,
    "xtick.labelcolor": palette.INK,
    "ytick.labelcolor": palette.INK,
    "xtick.labelsize": SMALL_FONT_SIZE,
    "ytick.labelsize": SMALL_FONT_SIZE,
    "xtick.major.size": 2.2,
    "ytick.major.size": 2.2,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.pad": 2.0,
    "ytick.major.pad": 2.0,
    "image.composite_image": False,  # images side by side stay as they are
    "svg.fonttype": "none",  # text stays text: it can be searched in the PDF
    "svg.hashsalt": "labbook",
}


def millimeters(length: float) -> float:
    """Points of a length in millimeters."""
    return length * 72.0 / 25.4


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """An empty figure of a size on paper; no pyplot, hence no window and no global state."""
    return Figure(figsize=(width_mm / 25.4, height_mm / 25.4))


@contextmanager
def drawing_style() -> Iterator[None]:
    """Draw and save inside it: Matplotlib's own defaults and ours, never a user's matplotlibrc."""
    _register_fonts()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def _register_fonts() -> None:
    """Put the shipped files before any installed font of the same name: the first match wins."""
    manager = font_manager.fontManager
    shipped = {str(FONT_FOLDER / name) for name in FONT_FILES.values()}
    if manager.ttflist[0].fname in shipped:
        return
    for file in sorted(shipped):
        manager.addfont(file)
    manager.ttflist.sort(key=lambda entry: entry.fname not in shipped)


def page_axes(figure: Figure, width_mm: float, height_mm: float) -> Axes:
    """Axes without a frame over all of the figure, in millimeters from its upper left corner."""
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(0, width_mm)
    ax.set_ylim(height_mm, 0)
    return ax


def text_width_mm(text: str, size: float, weight: int = 400) -> float:
    """Width in millimeters of one line at `size` points; `weight` 400 or 600."""
    font = _font(FONT_FOLDER / FONT_FILES[weight])
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return float(width) / 64 * 25.4 / 72


def wrap(text: str, width_mm: float, size: float, weight: int = 400) -> list[str]:
    """Lines no wider than `width_mm`, broken at commas where that serves, else at blanks.

    A word too long for a line is broken too: nothing is left out.
    """
    parts = [part for part in text.split(", ") if part.strip()]
    pieces = [f"{part}," for part in parts[:-1]] + parts[-1:]
    lines = [""]
    for piece in pieces:
        fits = text_width_mm(piece, size, weight) <= width_mm
        for word in [piece] if fits else piece.split():
            _append(lines, word, width_mm, size, weight)
    return lines


def _append(lines: list[str], word: str, width_mm: float, size: float, weight: int) -> None:
    """Put a word on the last line, or on a new one, or, if it must be, on several."""
    longer = f"{lines[-1]} {word}".strip()
    if text_width_mm(longer, size, weight) <= width_mm:
        lines[-1] = longer
        return
    if lines[-1]:
        lines.append("")
    for character in word:
        if lines[-1] and text_width_mm(lines[-1] + character, size, weight) > width_mm:
            lines.append("")
        lines[-1] += character


@cache
def _font(path: Path) -> FT2Font:
    return FT2Font(str(path))
