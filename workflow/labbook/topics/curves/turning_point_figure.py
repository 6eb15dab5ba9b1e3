"""Figure kind `turning_point`: the losses about the epoch from which the held-out loss rises."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import RunSummary, Summary
from labbook.figures import palette
from labbook.figures.axes import ValueAxis, log_epoch_ticks
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
from labbook.figures.series import part_of
from labbook.figures.style import new_figure
from labbook.metrics.crossing import crossing_row
from labbook.text.numbers import in_groups
from labbook.topics.curves.curve_data import (
    MOST_PANELS,
    ConfigurationCurves,
    load_curves,
    read_run_history,
)
from labbook.topics.curves.curve_drawing import (
    HELD_OUT_PEN,
    TRAINING_PEN,
    curve_entries,
    draw_band,
    spread_entries,
)
from labbook.topics.curves.curve_words import listed

# By how many times the rise of the held-out loss, from its lowest to its last value, a panel
# reaches above the lowest and below it. The curves begin where they come into this range.
ABOVE = 3.0
BELOW = 8.0


@dataclass(frozen=True)
class Point:
    """A place on the held-out curve of a run."""

    epoch: int
    loss: float


@dataclass(frozen=True)
class TurningRun:
    """A run that did not diverge: the points of its lowest and of its last held-out loss.

    From `crossing` on, the held-out loss stays above the training loss; None where that is so from
    the first epoch on, or never.
    """

    name: str
    lowest: Point
    last: Point
    crossing: Point | None
    training: tuple[float, ...]
    held_out: tuple[float, ...]


@dataclass(frozen=True)
class Turn:
    """One configuration; `first_epoch` is where its window begins, `axis` its vertical axis."""

    curves: ConfigurationCurves
    runs: tuple[TurningRun, ...]
    first_epoch: int
    axis: ValueAxis

    @property
    def shows_training(self) -> bool:
        """Whether the mean training loss comes into the window."""
        training, _ = self.curves.bands
        inside = training.mean[self.first_epoch - 1 :]
        return bool(((inside > self.axis.lower) & (inside < self.axis.upper)).any())


@dataclass(frozen=True)
class TurningData:
    """The configurations with a panel, and the names of those that turn too and have none."""

    shown: tuple[Turn, ...]
    left_out: tuple[str, ...]

    @property
    def held_out(self) -> str:
        """What the curve that turns is called: "validation", "test" or, of both, "held-out"."""
        return common_part(turn.curves.held_out_part for turn in self.shown)

    @property
    def epochs(self) -> tuple[int, int]:
        """Where the epoch axis, which all panels share, begins and ends."""
        first = min(turn.first_epoch for turn in self.shown)
        return first, max(int(turn.curves.epochs[-1]) for turn in self.shown)


def load_turns(plan: ExperimentPlan, summary: Summary) -> TurningData:
    """The configurations whose runs are shown to over-fit, in the plan's order.

    Without those that have a run that is no better than one answer for all: it would set the axis.

    Raises LabbookError if a history is broken.
    """
    summarized = {configuration.name: configuration for configuration in summary.configurations}
    turning = [
        curves
        for curves in load_curves(plan, summary, "loss")
        if summarized[curves.name].over_fits
        and not any(run.no_better_loss for run in summarized[curves.name].runs)
    ]
    shown = [_turn(curves, summarized[curves.name].runs) for curves in turning[:MOST_PANELS]]
    return TurningData(tuple(shown), tuple(turn.label for turn in turning[MOST_PANELS:]))


def _turn(curves: ConfigurationCurves, runs: Iterable[RunSummary]) -> Turn:
    turning = tuple(_turning_run(run) for run in runs if not run.diverged)
    # There are bands, since a run that turns did not diverge.
    training, held_out = curves.bands
    turn = int(held_out.mean.argmin())
    floor = float(held_out.mean[turn])
    rise = max(run.last.loss - run.lowest.loss for run in turning)
    first = turn
    while first > 0 and held_out.mean[first - 1] <= floor + ABOVE * rise:
        first -= 1
    # The way down takes at least as much room, in log epochs, as a doubling.
    first = min(first, turn // 2)
    upper = max(floor + ABOVE * rise, float(held_out.highest[turn:].max()))
    lower = max(floor - BELOW * rise, float(training.lowest[first:].min()))
    lower = min(lower, float(held_out.lowest[first:].min()))
    margin = 0.04 * (upper - lower)
    axis = ValueAxis(lower - margin, upper + margin, False)
    return Turn(curves, turning, first + 1, axis)


def _turning_run(run: RunSummary) -> TurningRun:
    history = read_run_history(Path(run.directory) / "history.csv")
    losses = history.held_out("loss")

    def point(epoch: float) -> Point:
        return Point(int(epoch), losses[int(epoch) - 1])

    lowest = run.metrics["lowest_held_out_loss_epoch"]
    # A run that did not diverge has one.
    assert lowest is not None
    # The metric ends with the epoch that counts, the figure with the last.
    crossing = crossing_row(np.array(history.columns["train_loss"]), np.array(losses))
    return TurningRun(
        run.name,
        point(lowest),
        point(len(losses)),
        None if crossing is None else point(crossing + 1),
        tuple(history.columns["train_loss"]),
        tuple(losses),
    )


_MOST_EPOCHS = 4  # of more seeds, the earliest and the latest


def turn_in_words(turn: Turn) -> str:
    """ "lowest at epoch 2,312, above training from 4,021 on", of its seeds."""
    crossings = [run.crossing.epoch for run in turn.runs if run.crossing]
    words = f"lowest at epoch {_epochs([run.lowest.epoch for run in turn.runs])}"
    if not crossings:
        return words
    part = (
        "" if len(crossings) == len(turn.runs) else f" in {len(crossings)} of {len(turn.runs)} runs"
    )
    return f"{words}, above training from {_epochs(crossings)} on{part}"


def turning_caption(data: TurningData) -> str:
    """What is drawn how."""
    first, last = data.epochs
    held_out = data.held_out
    panels = "" if len(data.shown) == 1 else f", one panel for each of {len(data.shown)} that turn"
    parts = [
        f"Where the {held_out} loss turns{panels}: training solid, {held_out} dashed, over epochs "
        f"{in_groups(first)} to {in_groups(last)} on a logarithmic axis.",
        *_vertical_axis(data),
        f"Circle: lowest {held_out} loss of a seed.",
    ]
    if any(run.crossing for turn in data.shown for run in turn.runs):
        parts.append(f"Diamond: from here on its {held_out} loss stays above its training loss.")
    if unseen_crossings := _unseen_crossings(data):
        where = "the panel" if len(data.shown) == 1 else f"their panel: {unseen_crossings}"
        parts.append(f"Not drawn are diamonds outside {where}.")
    if any(len(turn.runs) > 1 for turn in data.shown):
        parts.append("Thick lines are means over the seeds.")
    unseen = [turn.curves.label for turn in data.shown if not turn.shows_training]
    if unseen:
        parts.append(f"Training loss outside the vertical axis: {'; '.join(unseen)}.")
    if data.left_out:
        parts.append(f"These turn too and are left out: {listed(list(data.left_out))}.")
    return " ".join(parts)


def _vertical_axis(data: TurningData) -> list[str]:
    """Whether it begins at zero, and whether it is the same for all."""
    above_zero = any(turn.axis.lower > 0 for turn in data.shown)
    words = ["does not begin at zero"] if above_zero else []
    words += ["is each panel’s own"] if len(data.shown) > 1 else []
    return [f"The vertical axis {' and '.join(words)}."] if words else []


def turning_alternative(data: TurningData) -> str:
    """What is seen in each panel."""
    charts = "Line chart" if len(data.shown) == 1 else f"{len(data.shown)} line charts"
    parts = [f"{charts} of training and {data.held_out} loss."]
    for turn in data.shown:
        ends = [run.last.loss for run in turn.runs]
        lowest = [run.lowest.loss for run in turn.runs]
        parts.append(
            f"{turn.curves.label}: {turn_in_words(turn)}; from {min(lowest):.4g} it rises to "
            f"{max(ends):.4g} at most."
        )
    return " ".join(parts)


def _unseen_crossings(data: TurningData) -> str:
    first, _ = data.epochs
    return "; ".join(
        turn.curves.label
        for turn in data.shown
        if any(
            run.crossing and (run.crossing.epoch < first or run.crossing.loss > turn.axis.upper)
            for run in turn.runs
        )
    )


def _epochs(epochs: list[int]) -> str:
    different = sorted(set(epochs))
    if len(different) > _MOST_EPOCHS:
        return f"{in_groups(different[0])} to {in_groups(different[-1])}"
    *others, last = [in_groups(epoch) for epoch in different]
    return f"{', '.join(others)} and {last}" if others else last


_MM_PER_EPOCH_LABEL = 9.0
# What the legend calls them.
_AT_LOWEST, _AT_CROSSING = "lowest loss", "stays above training"
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
    titles = [f"{turn.curves.label}: {turn_in_words(turn)}" for turn in data.shown]
    grid = panel_grid(titles, labels_inside=True)
    figure = new_figure(grid.width, grid.height)
    for turn, panel in zip(data.shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_value_axis(ax, turn.axis, panel, labeled=True)
        _epoch_axis(ax, data, panel)
        named = (TRAINING_PEN, "training"), (HELD_OUT_PEN, data.held_out)
        for band, (pen, name) in zip(turn.curves.bands, named, strict=True):
            draw_band(ax, turn.curves, band, pen, name, logarithmic=True)
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
        for point, style, name in (
            (run.lowest, _LOWEST, _AT_LOWEST),
            (run.crossing, _CROSSING, _AT_CROSSING),
        ):
            if point:
                ax.plot(point.epoch, point.loss, zorder=6, **_MARK, **style, **part_of(name))


def _legend_entries(data: TurningData) -> list[Artist]:
    entries = curve_entries(data.held_out, marked=False)
    entries += spread_entries([turn.curves for turn in data.shown])
    entries.append(Line2D([], [], **_MARK, **_LOWEST, label=_AT_LOWEST))
    if any(run.crossing for turn in data.shown for run in turn.runs):
        entries.append(Line2D([], [], **_MARK, **_CROSSING, label=_AT_CROSSING))
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
        return nothing_drawn(
            TITLE, TITLE, "no held-out loss is shown to turn up", [], HEADER, in_report=False
        )
    return Illustration(
        draw_turns(data),
        turning_table(data),
        TITLE,
        turning_caption(data),
        turning_alternative(data),
    )
