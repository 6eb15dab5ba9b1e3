"""What the panels of every figure of curves share: frame, value axis, titles, legend."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullFormatter

from labbook.figures.panel_grid import LINE_MM, Panel, PanelGrid
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE
from labbook.figures.ticks import value_ticks
from labbook.figures.value_axis import ValueAxis

_MM_PER_TICK = 5.0
_MOST_MINOR_DECADES = 3


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
    if axis.logarithmic and axis.upper < axis.lower * 10**_MOST_MINOR_DECADES:
        ax.yaxis.set_minor_locator(LogLocator(subs=range(1, 10), numticks=99))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="y", labelleft=labeled)


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
