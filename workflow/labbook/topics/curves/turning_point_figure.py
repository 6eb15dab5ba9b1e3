"""Figure kind `turning_point`: the losses about the epoch from which the held-out loss rises."""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures import palette
from labbook.figures.axes import log_epoch_ticks
from labbook.figures.illustration import Illustration, nothing_drawn
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_count_ticks,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.style import new_figure
from labbook.topics.curves.curve_drawing import (
    BAND,
    HELD_OUT_PEN,
    TRAINING_PEN,
    curve_entries,
    draw_band,
)
from labbook.topics.curves.turning_points import (
    Turn,
    TurningData,
    TurningRun,
    load_turns,
    turn_in_words,
    turning_alternative,
    turning_caption,
)

_MM_PER_EPOCH_LABEL = 9.0
_LOWEST: dict[str, Any] = {"marker": "o", "markersize": 4.5}
_CROSSING: dict[str, Any] = {"marker": "D", "markersize": 4.0}
_MARK: dict[str, Any] = {
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
        for band, pen in zip(turn.curves.bands, (TRAINING_PEN, HELD_OUT_PEN), strict=True):
            draw_band(ax, turn.curves, band, pen, logarithmic=True)
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
    ax.xaxis.set_minor_locator(NullLocator())
    draw_count_ticks(ax, ticks, panel)


def _marks(ax: Axes, turn: Turn) -> None:
    for run in turn.runs:
        for point, style in ((run.lowest, _LOWEST), (run.crossing, _CROSSING)):
            if point:
                ax.plot(point.epoch, point.loss, zorder=6, **_MARK, **style)


def _legend_entries(data: TurningData) -> list[Artist]:
    entries = curve_entries(data.held_out, marked=False)
    if any(len(turn.runs) > 1 for turn in data.shown):
        entries.append(BAND)
    entries.append(Line2D([], [], **_MARK, **_LOWEST, label="lowest loss"))
    if any(run.crossing for turn in data.shown for run in turn.runs):
        entries.append(Line2D([], [], **_MARK, **_CROSSING, label="stays above training"))
    return entries


HEADER = ["configuration", "run", "epoch", "training", "held_out_part", "held_out", "mark"]


def turning_table(data: TurningData) -> list[list[str]]:
    """Every run of the configurations shown, at each epoch of the figure's window.

    `mark` is `lowest` or `crossing` where the figure has a mark, else empty.
    """
    first, _ = data.epochs
    return [HEADER] + [
        [
            turn.curves.name,
            run.name,
            str(row + 1),
            repr(run.training[row]),
            turn.curves.held_out_part,
            repr(run.held_out[row]),
            _mark_name(run, row + 1),
        ]
        for turn in data.shown
        for run in turn.runs
        for row in range(first - 1, len(run.held_out))
    ]


def _mark_name(run: TurningRun, epoch: int) -> str:
    if epoch == run.lowest.epoch:
        return "lowest"
    return "crossing" if run.crossing and epoch == run.crossing.epoch else ""


TITLE = "Where the loss turns"


def illustrate_turning_point(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    A report has no place for it where no loss turns up.
    """
    data = load_turns(plan, summary)
    if not data.shown:
        return nothing_drawn(TITLE, TITLE, "no held-out loss turns up", [], HEADER, in_report=False)
    return Illustration(
        draw_turns(data),
        turning_table(data),
        TITLE,
        turning_caption(data),
        turning_alternative(data),
    )
