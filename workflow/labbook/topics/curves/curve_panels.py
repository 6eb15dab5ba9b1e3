"""Draw a metric over the epochs: one panel for each configuration."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from labbook.figures.panel_grid import Panel, panel_grid
from labbook.figures.panel_parts import add_panel, draw_axis_titles, draw_legend, draw_value_axis
from labbook.figures.style import new_figure
from labbook.figures.ticks import epoch_ticks
from labbook.topics.curves.curve_data import CurveData
from labbook.topics.curves.curve_legend import legend_entries
from labbook.topics.curves.curve_lines import draw_lines

_MM_PER_EPOCH_LABEL = 9.0


def draw_panels(data: CurveData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    titles = [
        each.label + (" (own axis)" if each.name in data.own_axes else "") for each in data.shown
    ]
    grid = panel_grid(titles, labels_inside=bool(data.own_axes))
    figure = new_figure(grid.width, grid.height)
    previous = None
    for configuration, panel in zip(data.shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_lines(ax, data, configuration)
        axis = data.axis_of(configuration)
        draw_value_axis(ax, axis, panel, labeled=panel.first_column or axis is not previous)
        _epoch_axis(ax, data.last_epoch, panel)
        previous = axis
    draw_axis_titles(figure, "epoch", data.value_label, grid)
    draw_legend(figure, legend_entries(data), grid)
    return figure


def _epoch_axis(ax: Axes, last_epoch: int, panel: Panel) -> None:
    margin = 0.5 if last_epoch == 1 else 0.015 * (last_epoch - 1)
    ax.set_xlim(1 - margin, last_epoch + margin)
    ticks = epoch_ticks(last_epoch, max(int(panel.width / _MM_PER_EPOCH_LABEL), 2))
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{epoch:,}" for epoch in ticks]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)
