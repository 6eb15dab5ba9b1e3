"""Small multiples: where their panels stand on the page, and what all panels share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.figures.axes import ValueAxis, value_ticks
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE, TEXT_WIDTH_MM, wrap
from labbook.text.numbers import in_groups

LINE_MM = 3.6  # from one line of a panel's title to the next
_LEFT_MM = 15.0  # the axis title and the tick labels of the first column
_RIGHT_MM = 4.0  # half of the last epoch's label
_GAP_MM = 6.0
_GAP_WITH_LABELS_MM = 12.0  # where panels inside the grid carry tick labels of their own
_ABOVE_MM = 6.5  # the legend
_BELOW_MM = 9.5  # tick labels and title of the epoch axis
_BETWEEN_MM = 3.0
_TALLEST_MM = 205.0
_LOWEST_PANEL_MM = 14.0
_INNER_TICKS_MM = 4.0  # the epoch labels of a panel that ends its column above the last row


@dataclass(frozen=True)
class Panel:
    """One panel's frame in millimeters from the lower left corner, and where it stands."""

    left: float
    bottom: float
    width: float
    height: float
    title: tuple[str, ...]
    first_column: bool
    lowest_of_column: bool


@dataclass(frozen=True)
class PanelGrid:
    """The size of the figure in millimeters, and its panels, row by row."""

    width: float
    height: float
    panels: tuple[Panel, ...]


def panel_grid(
    titles: list[str],
    *,
    labels_inside: bool,
    n_columns: int | None = None,
    highest_mm: float = math.inf,
    above_mm: float = _ABOVE_MM,
) -> PanelGrid:
    """Lay out one panel for each title over the width of the text, in as many columns as fit.

    `labels_inside`: some panel other than a row's first needs room for tick labels at its left.
    `above_mm`: room for the legend.
    """
    n_columns = n_columns or _columns(len(titles))
    gap = _GAP_WITH_LABELS_MM if labels_inside else _GAP_MM
    width = (TEXT_WIDTH_MM - _LEFT_MM - _RIGHT_MM - gap * (n_columns - 1)) / n_columns
    wrapped = [tuple(wrap(title, width, FONT_SIZE, SEMIBOLD)) for title in titles]
    rows = [wrapped[start : start + n_columns] for start in range(0, len(titles), n_columns)]
    lines = [max(len(title) for title in row) for row in rows]
    height = min(_panel_height(n_columns, lines), highest_mm)
    panels: list[Panel] = []
    depth = above_mm  # millimeters from the top
    for row, of_row in enumerate(rows):
        depth += LINE_MM * lines[row] + height
        for column, title in enumerate(of_row):
            panels.append(
                Panel(
                    _LEFT_MM + column * (width + gap),
                    -depth,
                    width,
                    height,
                    title,
                    column == 0,
                    (row + 1) * n_columns + column >= len(titles),
                )
            )
        is_before_short_row = row == len(rows) - 2 and len(titles) % n_columns
        depth += _BETWEEN_MM + (_INNER_TICKS_MM if is_before_short_row else 0.0)
    total = depth - _BETWEEN_MM + _BELOW_MM
    placed = tuple(replace(panel, bottom=panel.bottom + total) for panel in panels)
    return PanelGrid(TEXT_WIDTH_MM, total, placed)


def _columns(n_panels: int) -> int:
    """Wide panels for few configurations, four columns for many."""
    for most, columns in ((3, n_panels), (4, 2), (9, 3)):
        if n_panels <= most:
            return columns
    return 4


def _panel_height(n_columns: int, title_lines: list[int]) -> float:
    """As high as reads well, but no higher than lets the figure and its caption fit on a page."""
    n_rows = len(title_lines)
    if n_rows == 1:
        return 55.0 if n_columns == 1 else 45.0
    preferred = 38.0 if n_rows == 2 else 32.0
    around = _ABOVE_MM + _BELOW_MM + _INNER_TICKS_MM + LINE_MM * sum(title_lines)
    room = (_TALLEST_MM - around - _BETWEEN_MM * (n_rows - 1)) / n_rows
    return max(min(preferred, room), _LOWEST_PANEL_MM)


_MM_PER_TICK = 5.0


def add_panel(figure: Figure, grid: PanelGrid, panel: Panel) -> Axes:
    """The panel's axes, with a grid behind all that is drawn and its title above."""
    ax = figure.add_axes(
        (
            panel.left / grid.width,
            panel.bottom / grid.height,
            panel.width / grid.width,
            panel.height / grid.height,
        )
    )
    ax.set_label(" ".join(panel.title))
    ax.grid(True)
    ax.set_axisbelow(True)
    for number, line in enumerate(reversed(panel.title)):
        height = 1.0 + (1.0 + number * LINE_MM) / panel.height
        ax.text(0.0, height, line, transform=ax.transAxes, fontsize=FONT_SIZE, fontweight=SEMIBOLD)
    return ax


def draw_value_axis(ax: Axes, axis: ValueAxis, panel: Panel, *, labeled: bool) -> None:
    """Limits, ticks and, if `labeled`, their labels."""
    if axis.logarithmic:
        ax.set_yscale("log", nonpositive="clip")
    ax.set_ylim(axis.lower, axis.upper)
    ticks = value_ticks(
        axis.lower, axis.upper, axis.logarithmic, max(int(panel.height / _MM_PER_TICK), 2)
    )
    ax.yaxis.set_major_locator(FixedLocator(list(ticks)))
    ax.yaxis.set_major_formatter(FixedFormatter(list(ticks.values())))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="y", labelleft=labeled)


def draw_count_ticks(ax: Axes, counts: Sequence[int], panel: Panel) -> None:
    """Epochs or steps on the horizontal axis, labeled below the lowest panel of a column."""
    ax.xaxis.set_major_locator(FixedLocator(counts))
    ax.xaxis.set_major_formatter(FixedFormatter([in_groups(count) for count in counts]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def draw_axis_titles(figure: Figure, epochs: str, values: str, grid: PanelGrid) -> None:
    """One title for all horizontal axes, one for all vertical ones."""
    first, last = grid.panels[0], grid.panels[-1]
    right = max(panel.left + panel.width for panel in grid.panels)
    center = (first.left + right) / 2 / grid.width
    figure.text(center, 1.0 / grid.height, epochs, ha="center", va="bottom")
    middle = (last.bottom + first.bottom + first.height) / 2 / grid.height
    figure.text(2.1 / grid.width, middle, values, rotation=90, ha="center", va="center")


def draw_legend(figure: Figure, entries: Sequence[Artist], grid: PanelGrid) -> None:
    """The entries in one line above the panels."""
    figure.legend(
        handles=list(entries),
        loc="upper left",
        bbox_to_anchor=((grid.panels[0].left - 0.5) / grid.width, 1.0),
        borderaxespad=0.2,
        borderpad=0.1,
        ncols=len(entries),
        handlelength=2.6,
        handletextpad=0.6,
        columnspacing=1.7,
        fontsize=SMALL_FONT_SIZE,
    )
