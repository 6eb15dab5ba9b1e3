"""Draw a metric over the epochs: one panel for each configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from labbook.figures import palette
from labbook.figures.axes import ValueAxis, epoch_ticks
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_count_ticks,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.series import curve_of, part_of
from labbook.figures.style import new_figure
from labbook.topics.curves.curve_data import Band, ConfigurationCurves, CurveData

MAX_POINTS = 400


def thin_indices(
    values: np.ndarray, max_points: int = MAX_POINTS, *, logarithmic: bool = False
) -> np.ndarray:
    """Indices, ascending, of at most `max_points` values that draw the same curve.

    The values (n,) are cut into equal stretches; each keeps its lowest and its highest, and the
    first and the last value are kept too (min-max decimation). A curve of up to `max_points`
    values keeps all of them. `logarithmic`: the stretches are equal on a logarithmic axis whose
    first value stands at one.
    """
    if len(values) <= max_points:
        return np.arange(len(values))
    kept = {0, len(values) - 1}
    n_stretches = (max_points - 2) // 2
    stretches = np.array_split(np.arange(len(values)), n_stretches)
    if logarithmic:
        cuts = np.unique(np.geomspace(1, len(values), n_stretches + 1).astype(int))
        stretches = [np.arange(start, end) for start, end in pairwise(cuts)]
    for stretch in stretches:
        kept.add(int(stretch[np.argmin(values[stretch])]))
        kept.add(int(stretch[np.argmax(values[stretch])]))
    return np.array(sorted(kept))


_BAND_OPACITY = 0.22
_RUN_WIDTH = 0.7
# So many runs are drawn one by one, of more the band that they fill.
MOST_LINES = 12
_OF_RUN: dict[str, Any] = {"linewidth": 0.5, "alpha": 0.5}
_CONTEXT_WIDTH = 0.6
_CROSS: dict[str, Any] = {"marker": "x", "markersize": 5.0, "markeredgewidth": 1.3}
_COUNTED: dict[str, Any] = {
    "linestyle": "",
    "marker": "o",
    "markersize": 4.0,
    "color": palette.INK,
    "markerfacecolor": palette.PAPER,
    "markeredgewidth": 0.8,
}
# What a legend calls them.
_SINGLE = "single seeds"
_RANGE = "lowest to highest of the seeds"
_OTHERS = "other configurations"
_COUNTS = "weights that count"
_LOST = "run diverged"
_MOST_MARKED_EPOCHS = 12  # so few points are marked one by one


@dataclass(frozen=True)
class Pen:
    """How a kind of curve is drawn: dashes and markers tell it from the other without color."""

    color: str
    dashes: Any
    marker: str

    def line(self, *, marked: bool) -> dict[str, Any]:
        """Matplotlib's arguments for a line, its points marked or not."""
        marker = self.marker if marked else ""
        width = {"linewidth": 1.15, "markersize": 3.2}
        return {"color": self.color, "linestyle": self.dashes, "marker": marker, **width}


TRAINING_PEN = Pen(palette.TRAINING, "-", "o")
HELD_OUT_PEN = Pen(palette.HELD_OUT, (0, (3.6, 1.5)), "s")


def _is_marked(n_epochs: int) -> bool:
    """Whether each epoch's point gets a marker."""
    return n_epochs <= _MOST_MARKED_EPOCHS


def _draw_lines(ax: Axes, data: CurveData, configuration: ConfigurationCurves) -> None:
    """One configuration's curves; behind, in grey, the other configurations' held-out ones."""
    if data.has_context and configuration.name not in data.own_axes:
        for other in data.shown:
            behind = other.held_out
            if other.name in data.own_axes or other is configuration or behind is None:
                continue
            style = {"color": palette.CONTEXT, "linewidth": _CONTEXT_WIDTH, **part_of(_OTHERS)}
            _line(ax, other.epochs, behind.mean, **style)
    pens = (TRAINING_PEN, HELD_OUT_PEN)
    names = ("training", data.held_out)
    for band, pen, name in zip(configuration.bands, pens, names, strict=False):
        draw_band(ax, configuration, band, pen, name)
    draw_counted(ax, configuration, data.axis_of(configuration))
    for run in configuration.diverged:
        for values, pen, name in zip((run.training, run.held_out), pens, names, strict=True):
            of = curve_of(name, _LOST, label=f"{name}, {run.name}")
            _diverged(ax, configuration.epochs, values, pen, of, data.axis_of(configuration))


def _line(
    ax: Axes, epochs: np.ndarray, values: np.ndarray, *, logarithmic: bool = False, **style: Any
) -> None:
    kept = thin_indices(values, logarithmic=logarithmic)
    ax.plot(epochs[kept], values[kept], **style)


def draws_lines(configuration: ConfigurationCurves) -> bool:
    """Whether its runs are drawn one by one."""
    return configuration.n_finished <= MOST_LINES and len(configuration.epochs) > 1


def draw_band(
    ax: Axes,
    configuration: ConfigurationCurves,
    band: Band,
    pen: Pen,
    name: str,
    *,
    logarithmic: bool = False,
) -> None:
    """The mean as a line and the runs as thin ones, or, of more than MOST_LINES, as a band.

    `name`: what a legend calls the pen. `logarithmic`: the epoch axis is.
    """
    epochs = configuration.epochs
    if configuration.n_finished > 1 and len(epochs) == 1:
        style = {"color": pen.color, "linewidth": 0.8, **part_of(name, _RANGE)}
        ax.vlines(epochs, band.lowest, band.highest, **style)
    elif configuration.n_finished > 1 and draws_lines(configuration):
        style = {"color": pen.color, **_OF_RUN, **part_of(name, _SINGLE)}
        for of_run in band.of_runs:
            _line(ax, epochs, of_run, logarithmic=logarithmic, **style)
    elif configuration.n_finished > 1:
        low = thin_indices(band.lowest, logarithmic=logarithmic)
        high = thin_indices(band.highest, logarithmic=logarithmic)[::-1]
        ax.fill(
            np.concatenate([epochs[low], epochs[high]]),
            np.concatenate([band.lowest[low], band.highest[high]]),
            facecolor=pen.color,
            linewidth=0.0,
            alpha=_BAND_OPACITY,
            **part_of(name, _RANGE),
        )
    style = {**pen.line(marked=_is_marked(len(epochs))), **curve_of(name)}
    _line(ax, epochs, band.mean, logarithmic=logarithmic, **style, zorder=3)


def draw_counted(ax: Axes, configuration: ConfigurationCurves, axis: ValueAxis) -> None:
    """A circle on the held-out curve of each run, at the epoch that early stopping restored."""
    band = configuration.held_out
    for of_run, epoch in zip(band.of_runs, band.counted, strict=False) if band else ():
        if 0 <= axis.height_of(float(of_run[epoch - 1])) <= 1:
            ax.plot(epoch, of_run[epoch - 1], **_COUNTED, **part_of(_COUNTS), zorder=4)


def counted_entry() -> Artist:
    """That of a legend for the circles of `draw_counted`."""
    return Line2D([], [], **_COUNTED, label=_COUNTS)


def _diverged(
    ax: Axes,
    epochs: np.ndarray,
    values: np.ndarray,
    pen: Pen,
    of: dict[str, Any],
    axis: ValueAxis,
) -> None:
    """A thin line and, at its last finite epoch, a cross that never leaves the panel.

    A run without a single finite epoch has its cross at the first epoch, at the top.
    """
    line = {**pen.line(marked=False), "linewidth": _RUN_WIDTH}
    if len(values):
        _line(ax, epochs[: len(values)], values, **line, **of)
    height = axis.height_of(float(values[-1])) if len(values) else 1.0
    ax.plot(
        epochs[max(len(values) - 1, 0)],
        min(max(height, 0.06), 0.94),
        transform=ax.get_xaxis_transform(),
        **_CROSS,
        color=pen.color,
        gid=of["gid"],
        zorder=5,
    )


def spread_entries(shown: Sequence[ConfigurationCurves]) -> list[Artist]:
    """Those of a legend for how the seeds of a configuration are drawn, beside their mean."""
    several = [curves for curves in shown if curves.n_finished > 1]
    in_lines = [curves for curves in several if draws_lines(curves)]
    entries: list[Artist] = []
    if in_lines:
        entries.append(Line2D([], [], color=palette.AXIS, **_OF_RUN, label=_SINGLE))
    if len(in_lines) < len(several):
        entries.append(Patch(facecolor=palette.BAND, linewidth=0, label=_RANGE))
    return entries


def curve_entries(held_out: str, *, marked: bool) -> list[Artist]:
    """Those of a legend for the two kinds of curves."""
    return [
        Line2D([], [], **pen.line(marked=marked), label=label)
        for pen, label in ((TRAINING_PEN, "training"), (HELD_OUT_PEN, held_out))
    ]


def _legend_entries(data: CurveData) -> list[Artist]:
    """One for each thing that some panel shows."""
    marked = _is_marked(max(len(curves.epochs) for curves in data.shown))
    entries: list[Artist] = curve_entries(data.held_out, marked=marked)
    entries += spread_entries(data.shown)
    if data.has_context:
        entries.append(Line2D([], [], color=palette.CONTEXT, linewidth=0.9, label=_OTHERS))
    if any(curves.restores for curves in data.shown):
        entries.append(counted_entry())
    if any(curves.diverged for curves in data.shown):
        entries.append(Line2D([], [], color=palette.INK, linestyle="", **_CROSS, label=_LOST))
    return entries


_MM_PER_EPOCH_LABEL = 9.0


def draw_panels(data: CurveData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    titles = [
        curves.label + (" (own axis)" if curves.name in data.own_axes else "")
        for curves in data.shown
    ]
    grid = panel_grid(titles, labels_inside=bool(data.own_axes))
    figure = new_figure(grid.width, grid.height)
    previous = None
    for configuration, panel in zip(data.shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        _draw_lines(ax, data, configuration)
        axis = data.axis_of(configuration)
        draw_value_axis(ax, axis, panel, labeled=panel.first_column or axis is not previous)
        _epoch_axis(ax, data.last_epoch, panel)
        previous = axis
    draw_axis_titles(figure, "epoch", data.value_label, grid)
    draw_legend(figure, _legend_entries(data), grid)
    return figure


def _epoch_axis(ax: Axes, last_epoch: int, panel: Panel) -> None:
    margin = 0.5 if last_epoch == 1 else 0.015 * (last_epoch - 1)
    ax.set_xlim(1 - margin, last_epoch + margin)
    ticks = epoch_ticks(last_epoch, max(int(panel.width / _MM_PER_EPOCH_LABEL), 2))
    draw_count_ticks(ax, ticks, panel)
