"""Figure kind `confusion_matrix`: counts, errors shaded by a scale of their own, and recalls.

All positions are in millimeters from the upper left corner of the figure, which is as wide as the
text.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from labbook.figures import palette
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    new_figure,
    page_axes,
    text_width_mm,
    wrap,
)
from labbook.text.numbers import in_groups, percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedImages, RunClasses
from labbook.topics.classes.class_words import shown_run_in_words

_LINE_MM = 3.3  # from one line of a name to the next
_NAME_GAP_MM = 1.6  # between a name and the cells
_TOTAL_GAP_MM = 2.0  # between the cells and their totals
_TOTALS_MM = 28.0  # the columns beside the cells
_IMAGES_MM, _RIGHT_MM = 12.0, 26.0  # their right ends, from the cells
_TOTAL_ROW_MM = 6.0
_TITLE_MM = 5.0  # the title of either axis
_LONGEST_NAME_MM = 32.0
_WIDEST_CELL_MM = 14.0
_CELL_MM = 4.8  # the height of a cell with a name of one line
_LEGEND_MM = 7.5
_LARGEST_COUNT = 9.0
_BAR_MM = (34.0, 2.6)
_BAR_STEPS = 17


@dataclass(frozen=True)
class ConfusionData:
    """Rows are true classes, columns answers.

    counts: int64 (n, n); shares: float64 (n, n), of all images of the row's class, zero in the row
    of a class without images.
    """

    classes: tuple[str, ...]
    noun: str
    counts: np.ndarray
    shares: np.ndarray

    @property
    def error_shares(self) -> np.ndarray:
        """The shares off the diagonal that are not zero, row by row."""
        off_diagonal = ~np.eye(len(self.classes), dtype=bool)
        return self.shares[off_diagonal & (self.counts > 0)]


@dataclass(frozen=True)
class _Grid:
    """`names` are those of the classes, each in lines. Those above the columns are turned
    (`upright`) if they do not fit there in a line.
    """

    height: float
    left: float
    top: float
    cell_width: float
    cell_height: float
    names: tuple[str, ...]
    upright: bool

    @property
    def right(self) -> float:
        return self.left + self.cell_width * len(self.names)

    @property
    def bottom(self) -> float:
        return self.top + self.cell_height * len(self.names)

    def center(self, column: int) -> float:
        return self.left + (column + 0.5) * self.cell_width

    def middle(self, row: int) -> float:
        return self.top + (row + 0.5) * self.cell_height


def load_confusion(evaluation: ClassEvaluation) -> ConfusionData | None:
    """Of the shown run; None where there is none."""
    if evaluation.shown is None:
        return None
    counts = np.array(evaluation.shown.confusion, dtype=np.int64)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return ConfusionData(evaluation.classes, evaluation.noun, counts, shares)


def draw_confusion(data: ConfusionData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    grid = _grid(data.classes)
    figure = new_figure(TEXT_WIDTH_MM, grid.height)
    ax = page_axes(figure, TEXT_WIDTH_MM, grid.height)
    _cells(ax, data, grid)
    _names(ax, data, grid)
    _totals(ax, data, grid)
    if len(data.error_shares):
        _legend(ax, data, grid)
    return figure


def _grid(classes: tuple[str, ...]) -> _Grid:
    """Lay it out for at least one class."""
    names = [wrap(name, _LONGEST_NAME_MM, FONT_SIZE) for name in classes]
    longest = max(text_width_mm(line, FONT_SIZE) for name in names for line in name)
    left = _TITLE_MM + longest + _NAME_GAP_MM
    room = TEXT_WIDTH_MM - left - _TOTALS_MM
    width = min(room / len(classes), _WIDEST_CELL_MM)
    most_lines = max(map(len, names))
    height = max(_CELL_MM, _LINE_MM * most_lines + 1.0)
    upright = most_lines > 1 or longest > width - 1.0
    top = _TITLE_MM + _NAME_GAP_MM + (longest if upright else _LINE_MM)
    below = _TOTAL_GAP_MM + _TOTAL_ROW_MM + _LEGEND_MM
    total = top + height * len(classes) + below
    return _Grid(total, left, top, width, height, tuple(map("\n".join, names)), upright)


def _cells(ax: Axes, data: ConfusionData, grid: _Grid) -> None:
    count_size = _fitting(in_groups(data.counts.max()), grid.cell_width - 1.4, _LARGEST_COUNT)
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
            middle,
            in_groups(count),
            fontsize=count_size,
            fontweight=SEMIBOLD if right else 400,
            ha="center",
            va="center_baseline",
            zorder=4,
        )


def _names(ax: Axes, data: ConfusionData, grid: _Grid) -> None:
    above: dict[str, Any] = {"va": "baseline"}
    if grid.upright:
        above = {"va": "bottom", "rotation": 90}
    for place, name in enumerate(grid.names):
        middle = grid.middle(place)
        ax.text(grid.left - _NAME_GAP_MM, middle, name, ha="right", va="center_baseline")
        ax.text(grid.center(place), grid.top - _NAME_GAP_MM, name, ha="center", **above)
    middle = (grid.top + grid.bottom) / 2
    ax.text(1.8, middle, f"True {data.noun}", ha="center", va="center", rotation=90)
    ax.text((grid.left + grid.right) / 2, _LINE_MM, "Answer", ha="center", va="baseline")


def _totals(ax: Axes, data: ConfusionData, grid: _Grid) -> None:
    """The images of each row and the share of right ones; the sum of each column; both of all."""
    images, right = grid.right + _IMAGES_MM, grid.right + _RIGHT_MM
    line = grid.bottom + _TOTAL_GAP_MM + _TOTAL_ROW_MM / 2
    at_right: dict[str, Any] = {"ha": "right", "va": "center_baseline"}
    for x, word in ((images, "images"), (right, "right")):
        ax.text(x, grid.top - _NAME_GAP_MM, word, ha="right", va="baseline", fontsize=FONT_SIZE)
    ax.text(grid.left - _NAME_GAP_MM, line, "all", **at_right)
    totals = data.counts.sum(axis=1)
    for row, total in enumerate(totals):
        ax.text(images, grid.middle(row), in_groups(total), **at_right)
        if total:
            share = percentage_within(float(data.shares[row, row]))
            ax.text(right, grid.middle(row), share, **at_right)
    of_columns = data.counts.sum(axis=0)
    size = _fitting(in_groups(of_columns.max()), grid.cell_width - 1.0, FONT_SIZE)
    for column, total in enumerate(of_columns):
        x = grid.center(column)
        ax.text(x, line, in_groups(total), ha="center", va="center_baseline", fontsize=size)
    ax.text(images, line, in_groups(totals.sum()), **at_right)
    share = percentage_within(float(np.trace(data.counts) / totals.sum()))
    ax.text(right, line, share, **at_right)


def _legend(ax: Axes, data: ConfusionData, grid: _Grid) -> None:
    """What the shades stand for."""
    errors = data.error_shares
    width, height = _BAR_MM
    top = grid.height - height - 1.2
    left = grid.left
    rarest, commonest = percentage_within(errors.min()), percentage_within(errors.max())

    def write(text: str) -> None:
        middle = top + height / 2
        ax.text(left, middle, text, fontsize=SMALL_FONT_SIZE, va="center_baseline")

    words = f"Errors, of all images of the true {data.noun}:"
    write(words)
    left += text_width_mm(words, SMALL_FONT_SIZE) + 2.0
    write(rarest)
    left += text_width_mm(rarest, SMALL_FONT_SIZE) + 1.2
    for place, share in enumerate(np.linspace(errors.min(), errors.max(), _BAR_STEPS)):
        corner = (left + place * width / _BAR_STEPS, top)
        # Each but the last reaches under the next one, so that no gap shows.
        step = width / _BAR_STEPS * (1.0 if place == _BAR_STEPS - 1 else 1.5)
        shade = _shade(share, errors)
        ax.add_patch(Rectangle(corner, step, height, facecolor=shade, linewidth=0, zorder=2))
    left += width + 1.2
    write(commonest)


def _shade(share: float, errors: np.ndarray) -> tuple[float, ...]:
    """From the lightest at the rarest error to the darkest at the commonest."""
    span = errors.max() - errors.min()
    part = (share - errors.min()) / span if span > 0 else 1.0
    light, dark = np.array(to_rgb(palette.RAREST_ERROR)), np.array(to_rgb(palette.COMMONEST_ERROR))
    return tuple(map(float, light + part * (dark - light)))


def _fitting(text: str, width_mm: float, largest: float) -> float:
    """The font size at which the text is no wider than that."""
    return min(largest, largest * width_mm / text_width_mm(text, largest))


TITLE = "Confusion matrix"
HEADER = ["true_class", "answer", "images", "share_of_true_class"]


def illustrate(evaluation: ClassEvaluation, _: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    data = load_confusion(evaluation)
    if data is None or evaluation.shown is None:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    table = [
        [
            data.classes[row],
            data.classes[column],
            str(count),
            # No share where the true class has no images.
            repr(float(data.shares[row, column])) if data.counts[row].any() else "",
        ]
        for (row, column), count in np.ndenumerate(data.counts)
    ]
    caption = _caption(data, evaluation, evaluation.shown, label)
    return Illustration(draw_confusion(data), [HEADER, *table], TITLE, caption, _alternative(data))


def _caption(
    data: ConfusionData, evaluation: ClassEvaluation, shown: RunClasses, label: str
) -> str:
    word = data.noun
    parts = [
        f"Confusion matrix of {shown_run_in_words(evaluation, shown, label)}: of the test images "
        f"of each {word} (row), how many got which answer (column). Right answers are framed."
    ]
    if len(data.error_shares):
        parts.append("Errors are shaded on a scale of their own; a dot is none.")
    else:
        parts.append("There is no error.")
    return " ".join(parts)


def _alternative(data: ConfusionData) -> str:
    """Of every class how many are right, and what the others were taken for."""
    parts = [f"Table of {len(data.classes)} rows and columns."]
    for row, name in enumerate(data.classes):
        counts = data.counts[row]
        taken = [
            f"{in_groups(counts[column])} taken for {data.classes[column]}"
            for column in np.argsort(-counts, kind="stable")
            if counts[column] and column != row
        ]
        share = percentage_within(float(data.shares[row, row]))
        right = f"{in_groups(counts[row])} of {in_groups(counts.sum())} right" + (
            f" ({share})" if counts.sum() else ""
        )
        parts.append(f"{name}: {', '.join([right, *taken])}.")
    return " ".join(parts)
