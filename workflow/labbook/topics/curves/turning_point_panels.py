"""Draw the losses about their turning points: one panel for each configuration that turns."""

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.figures import palette
from labbook.figures.panel_grid import Panel, panel_grid
from labbook.figures.panel_parts import add_panel, draw_axis_titles, draw_legend, draw_value_axis
from labbook.figures.style import new_figure
from labbook.figures.ticks import log_epoch_ticks
from labbook.topics.curves.curve_legend import BAND
from labbook.topics.curves.curve_lines import HELD_OUT_PEN, TRAINING_PEN, draw_band
from labbook.topics.curves.turning_point_data import Point, Turn, TurningData
from labbook.topics.curves.turning_point_words import turn_in_words

_MM_PER_EPOCH_LABEL = 9.0
_LOWEST = {"marker": "o", "markersize": 4.5}
_CROSSING = {"marker": "D", "markersize": 4.0}
_MARK = {
    "linestyle": "",
    "color": palette.INK,
    "markerfacecolor": palette.PAPER,
    "markeredgewidth": 1.0,
}


def draw_turns(data: TurningData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    titles = [f"{turn.curves.label}, {turn_in_words(turn)}" for turn in data.shown]
    grid = panel_grid(titles, labels_inside=True)
    figure = new_figure(grid.width, grid.height)
    for turn, panel in zip(data.shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_value_axis(ax, turn.axis, panel, labeled=True)
        _epoch_axis(ax, data, panel)
        draw_band(ax, turn.curves, turn.training, TRAINING_PEN, logarithmic=True)
        draw_band(ax, turn.curves, turn.held_out, HELD_OUT_PEN, logarithmic=True)
        _marks(ax, turn)
    draw_axis_titles(figure, "epoch (logarithmic)", "loss", grid)
    draw_legend(figure, _legend_entries(data), grid)
    return figure


def _epoch_axis(ax: Axes, data: TurningData, panel: Panel) -> None:
    first, last = data.epochs
    margin = (last / first) ** 0.02
    ax.set_xscale("log")
    ax.set_xlim(first / margin, last * margin)
    ticks = log_epoch_ticks(first, last, max(int(panel.width / _MM_PER_EPOCH_LABEL), 2))
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{epoch:,}" for epoch in ticks]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _marks(ax: Axes, turn: Turn) -> None:
    for run in turn.runs:
        _mark(ax, run.lowest, _LOWEST)
        if run.crossing:
            _mark(ax, run.crossing, _CROSSING)


def _mark(ax: Axes, point: Point, style: dict[str, object]) -> None:
    ax.plot(point.epoch, point.loss, zorder=6, **_MARK, **style)  # type: ignore[arg-type]


def _legend_entries(data: TurningData) -> list[Artist]:
    held_out = data.held_out
    entries: list[Artist] = [
        Line2D([], [], **TRAINING_PEN.line(marked=False), label="training"),
        Line2D([], [], **HELD_OUT_PEN.line(marked=False), label=held_out),
    ]
    if any(len(turn.runs) > 1 for turn in data.shown):
        entries.append(BAND)
    entries.append(Line2D([], [], **_MARK, **_LOWEST, label="lowest loss"))  # type: ignore[arg-type]
    if any(run.crossing for turn in data.shown for run in turn.runs):
        entries.append(Line2D([], [], **_MARK, **_CROSSING, label="stays above training"))  # type: ignore[arg-type]
    return entries
