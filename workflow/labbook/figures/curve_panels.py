"""Draw a metric over the epochs: one panel for each configuration."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullFormatter

from labbook.figures.curve_data import CurveData
from labbook.figures.curve_legend import legend_entries
from labbook.figures.curve_lines import draw_lines
from labbook.figures.panel_grid import LINE_MM, Panel, PanelGrid, panel_grid
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE, new_figure
from labbook.figures.ticks import epoch_ticks, value_ticks
from labbook.figures.value_axis import ValueAxis

_MM_PER_TICK = 5.0
_MM_PER_EPOCH_LABEL = 9.0
_MOST_MINOR_DECADES = 3


def draw_panels(data: CurveData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    titles = [
        each.label + (" (own axis)" if each.name in data.own_axes else "") for each in data.shown
    ]
    grid = panel_grid(titles, labels_inside=bool(data.own_axes))
    figure = new_figure(grid.width, grid.height)
    previous = None
    for configuration, panel in zip(data.shown, grid.panels, strict=True):
        ax = figure.add_axes(
            (
                panel.left / grid.width,
                panel.bottom / grid.height,
                panel.width / grid.width,
                panel.height / grid.height,
            )
        )
        draw_lines(ax, data, configuration)
        axis = data.axis_of(configuration)
        _value_axis(ax, axis, panel, labeled=panel.first_column or axis is not previous)
        _epoch_axis(ax, data.last_epoch, panel)
        ax.grid(True)
        ax.set_axisbelow(True)
        _title(ax, panel)
        previous = axis
    _axis_titles(figure, data, grid)
    _legend(figure, data, grid)
    return figure


def _value_axis(ax: Axes, axis: ValueAxis, panel: Panel, *, labeled: bool) -> None:
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


def _epoch_axis(ax: Axes, last_epoch: int, panel: Panel) -> None:
    margin = 0.5 if last_epoch == 1 else 0.015 * (last_epoch - 1)
    ax.set_xlim(1 - margin, last_epoch + margin)
    ticks = epoch_ticks(last_epoch, max(int(panel.width / _MM_PER_EPOCH_LABEL), 2))
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{epoch:,}" for epoch in ticks]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _title(ax: Axes, panel: Panel) -> None:
    for number, line in enumerate(reversed(panel.title)):
        height = 1.0 + (1.0 + number * LINE_MM) / panel.height
        ax.text(0.0, height, line, transform=ax.transAxes, fontsize=FONT_SIZE, fontweight=SEMIBOLD)


def _axis_titles(figure: Figure, data: CurveData, grid: PanelGrid) -> None:
    first, last = grid.panels[0], grid.panels[-1]
    right = max(panel.left + panel.width for panel in grid.panels)
    center = (first.left + right) / 2 / grid.width
    figure.text(center, 1.0 / grid.height, "epoch", ha="center", va="bottom")
    middle = (last.bottom + first.bottom + first.height) / 2 / grid.height
    figure.text(2.1 / grid.width, middle, data.value_label, rotation=90, ha="center", va="center")


def _legend(figure: Figure, data: CurveData, grid: PanelGrid) -> None:
    entries = legend_entries(data)
    figure.legend(
        handles=entries,
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
