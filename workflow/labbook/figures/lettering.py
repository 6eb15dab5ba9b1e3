"""Text that fits: measured in the shipped font, broken into lines."""

from functools import cache
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

from labbook.figures.style import FONT_FILES, FONT_FOLDER


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
