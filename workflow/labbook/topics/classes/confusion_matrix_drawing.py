"""Draw a confusion matrix: counts over shares, errors shaded by a scale of their own."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from labbook.figures import palette
from labbook.figures.lettering import text_width_mm
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    new_figure,
    page_axes,
)
from labbook.text.numbers import percentage_within
from labbook.topics.classes.confusion_matrix_data import ConfusionData
from labbook.topics.classes.confusion_matrix_grid import (
    LINE_MM,
    NAME_GAP_MM,
    TOTAL_GAP_MM,
    TOTAL_ROW_MM,
    ConfusionGrid,
    confusion_grid,
)

_LARGEST_COUNT = 9.5
_LARGEST_SHARE = 6.8
_BAR_MM = (34.0, 2.6)
_BAR_STEPS = 17


def draw_confusion(data: ConfusionData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    grid = confusion_grid(data.classes)
    figure = new_figure(TEXT_WIDTH_MM, grid.height)
    ax = page_axes(figure, TEXT_WIDTH_MM, grid.height)
    _cells(ax, data, grid)
    _names(ax, data, grid)
    _totals(ax, data, grid)
    _legend(ax, data, grid)
    return figure


def _cells(ax: Axes, data: ConfusionData, grid: ConfusionGrid) -> None:
    count_size = _fitting(f"{data.counts.max():,}", grid.cell_width - 1.4, _LARGEST_COUNT)
    share_size = _fitting(">99.9\u202f%", grid.cell_width - 1.0, _LARGEST_SHARE)
    for row, column in np.ndindex(data.counts.shape):
        left = grid.left + column * grid.cell_width
        top = grid.top + row * grid.cell_height
        center, middle = left + grid.cell_width / 2, top + grid.cell_height / 2
        count, share = int(data.counts[row, column]), float(data.shares[row, column])
        right = row == column
        ax.add_patch(
            Rectangle(
                (left, top),
                grid.cell_width,
                grid.cell_height,
                facecolor=palette.PAPER if right or not count else _shade(share, data.error_shares),
                edgecolor=palette.INK if right else palette.GRID,
                linewidth=1.0 if right else 0.5,
                zorder=3 if right else 2,
            )
        )
        if not count:
            ax.plot(center, middle, "o", markersize=1.2, color=palette.RARE_DOT, zorder=4, mew=0)
            continue
        ax.text(
            center,
            middle + 0.3,
            f"{count:,}",
            fontsize=count_size,
            fontweight=SEMIBOLD if right else 400,
            ha="center",
            va="baseline",
            zorder=4,
        )
        ax.text(
            center,
            middle + 0.3 + 2.75 * share_size / _LARGEST_SHARE,
            percentage_within(share),
            fontsize=share_size,
            ha="center",
            va="baseline",
            zorder=4,
        )


def _names(ax: Axes, data: ConfusionData, grid: ConfusionGrid) -> None:
    for place, name in enumerate(grid.names):
        text = "\n".join(name)
        middle = grid.top + (place + 0.5) * grid.cell_height
        ax.text(grid.left - NAME_GAP_MM, middle, text, ha="right", va="center_baseline")
        center = grid.left + (place + 0.5) * grid.cell_width
        ax.text(
            center,
            grid.top - NAME_GAP_MM,
            text,
            ha="center",
            va="bottom" if grid.upright else "baseline",
            rotation=90 if grid.upright else 0,
        )
    ax.text(
        1.8,
        (grid.top + grid.bottom) / 2,
        f"True {data.noun}",
        ha="center",
        va="center",
        rotation=90,
    )
    ax.text((grid.left + grid.right) / 2, LINE_MM, "Answer", ha="center", va="baseline")


def _totals(ax: Axes, data: ConfusionData, grid: ConfusionGrid) -> None:
    right = grid.right + TOTAL_GAP_MM + 10.0
    line = grid.bottom + TOTAL_GAP_MM + TOTAL_ROW_MM / 2
    ax.text(right, grid.top - NAME_GAP_MM, "images", ha="right", va="baseline", fontsize=FONT_SIZE)
    ax.text(grid.left - NAME_GAP_MM, line, "all", ha="right", va="center_baseline")
    for place, total in enumerate(data.counts.sum(axis=1)):
        middle = grid.top + (place + 0.5) * grid.cell_height
        ax.text(right, middle, f"{total:,}", ha="right", va="center_baseline")
    size = _fitting(f"{data.counts.sum(axis=0).max():,}", grid.cell_width - 1.0, FONT_SIZE)
    for place, total in enumerate(data.counts.sum(axis=0)):
        center = grid.left + (place + 0.5) * grid.cell_width
        ax.text(center, line, f"{total:,}", ha="center", va="center_baseline", fontsize=size)
    ax.text(right, line, f"{data.counts.sum():,}", ha="right", va="center_baseline")


def _legend(ax: Axes, data: ConfusionData, grid: ConfusionGrid) -> None:
    """What the shades stand for; nothing where there is no error."""
    errors = data.error_shares
    if not len(errors):
        return
    width, height = _BAR_MM
    top = grid.height - height - 1.2
    text: dict[str, Any] = {"fontsize": SMALL_FONT_SIZE, "va": "center_baseline"}
    left = grid.left
    words = f"Errors, of all images of the true {data.noun}:"
    ax.text(left, top + height / 2, words, **text)
    left += text_width_mm(words, SMALL_FONT_SIZE) + 2.0
    rarest, commonest = percentage_within(errors.min()), percentage_within(errors.max())
    ax.text(left, top + height / 2, rarest, **text)
    left += text_width_mm(rarest, SMALL_FONT_SIZE) + 1.2
    shares = np.linspace(errors.min(), errors.max(), _BAR_STEPS)
    for place, share in enumerate(shares):
        ax.add_patch(
            Rectangle(
                (left + place * width / _BAR_STEPS, top),
                # Reaching under the next one, so that no gap shows.
                width / _BAR_STEPS * (1.0 if place == _BAR_STEPS - 1 else 1.5),
                height,
                facecolor=_shade(share, errors),
                linewidth=0,
                zorder=2,
            )
        )
    ax.text(left + width + 1.2, top + height / 2, commonest, **text)


def _shade(share: float, errors: np.ndarray) -> tuple[float, ...]:
    """From the lightest at the rarest error to the darkest at the commonest."""
    span = errors.max() - errors.min()
    part = (share - errors.min()) / span if span > 0 else 1.0
    light, dark = np.array(to_rgb(palette.RAREST_ERROR)), np.array(to_rgb(palette.COMMONEST_ERROR))
    return tuple(map(float, light + part * (dark - light)))


def _fitting(text: str, width_mm: float, largest: float) -> float:
    """The font size at which the text is no wider than that."""
    return min(largest, largest * width_mm / text_width_mm(text, largest))
