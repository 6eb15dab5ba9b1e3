"""Draw the pairs of classes that are confused, a row of images for each."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from labbook.figures import palette
from labbook.figures.lettering import wrap
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    new_figure,
    page_axes,
)
from labbook.text.numbers import percentage_within
from labbook.topics.classes.confused_images_rows import MOST_IMAGES, ConfusedRow

_IMAGE_MM = 11.6
_GAP_MM = 4.4
_WORDS_MM = TEXT_WIDTH_MM - MOST_IMAGES * (_IMAGE_MM + _GAP_MM)
_BELOW_MM = 3.4  # the line of probabilities
_BETWEEN_MM = 1.8
_LINE_MM = 3.5
_MARGIN_MM = 0.4


def draw_confused(rows: list[ConfusedRow]) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    words = [_words(row) for row in rows]
    heights = [max(_IMAGE_MM + _BELOW_MM, len(lines) * _LINE_MM) for lines in words]
    total = sum(heights) + _BETWEEN_MM * (len(rows) - 1) + 2 * _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, total)
    ax = page_axes(figure, TEXT_WIDTH_MM, total)
    top = _MARGIN_MM
    for row, lines, height in zip(rows, words, heights, strict=True):
        _label(ax, lines, top)
        for place, image in enumerate(row.images):
            left = _WORDS_MM + place * (_IMAGE_MM + _GAP_MM)
            _image(ax, image, left, top)
            ax.text(
                left + _IMAGE_MM / 2,
                top + _IMAGE_MM + 2.8,
                percentage_within(float(row.probabilities[place]), 0),
                ha="center",
                va="baseline",
                fontsize=SMALL_FONT_SIZE,
            )
        top += height + _BETWEEN_MM
    # The images have set limits of their own.
    ax.set_xlim(0, TEXT_WIDTH_MM)
    ax.set_ylim(total, 0)
    return figure


def count_in_words(row: ConfusedRow) -> str:
    """How often the pair is confused: `12 images` of the only run, or a mean, `1.3 per run`."""
    if row.n_runs == 1:
        return f"{row.mean:,.0f} image{'' if row.mean == 1 else 's'}"
    return f"{row.mean:,.{0 if row.mean.is_integer() else 1}f} per run"


def _words(row: ConfusedRow) -> list[tuple[str, int]]:
    """Lines beside a row, each with its weight."""
    width = _WORDS_MM - 2.0
    title = wrap(f"{row.label} taken for {row.answer}", width, FONT_SIZE, SEMIBOLD)
    count = wrap(count_in_words(row), width, FONT_SIZE)
    return [*((line, SEMIBOLD) for line in title), *((line, 400) for line in count)]


def _label(ax: Axes, lines: list[tuple[str, int]], top: float) -> None:
    middle = top + max(_IMAGE_MM, len(lines) * _LINE_MM) / 2
    first = middle - (len(lines) - 1) * _LINE_MM / 2
    for number, (line, weight) in enumerate(lines):
        ax.text(0, first + number * _LINE_MM, line, va="center_baseline", fontweight=weight)


def _image(ax: Axes, image: np.ndarray, left: float, top: float) -> None:
    """Every pixel as it is: gray as ink, dark on white paper, color as light."""
    ax.imshow(
        image,
        cmap=palette.INK_ON_PAPER,  # which color has no use for
        vmin=0,
        vmax=255,
        interpolation="none",
        extent=(left, left + _IMAGE_MM, top + _IMAGE_MM, top),
        aspect="auto",
        clip_on=False,
    )
    right, bottom = left + _IMAGE_MM, top + _IMAGE_MM
    frame = ([left, right, right, left, left], [top, top, bottom, bottom, top])
    ax.plot(*frame, color=palette.GRID, linewidth=0.6, solid_joinstyle="miter", zorder=3)
