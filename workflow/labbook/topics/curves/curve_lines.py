"""The lines, bands and crosses of one configuration in its panel."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from labbook.figures import palette
from labbook.figures.value_axis import ValueAxis
from labbook.topics.curves.curve_data import CurveData
from labbook.topics.curves.line_thinning import thin_indices
from labbook.topics.curves.run_curves import Band, ConfigurationCurves

_BAND_OPACITY = 0.22
_RUN_WIDTH = 0.7
_CONTEXT_WIDTH = 0.6
_MOST_MARKED_EPOCHS = 12  # so few points are marked one by one


@dataclass(frozen=True)
class Pen:
    """How a curve is told from the other one, without color: by its dashes and its markers."""

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


def is_marked(n_epochs: int) -> bool:
    """Whether each epoch's point gets a marker."""
    return n_epochs <= _MOST_MARKED_EPOCHS


def draw_lines(ax: Axes, data: CurveData, configuration: ConfigurationCurves) -> None:
    """One configuration's curves; behind, in grey, the other configurations' held-out ones."""
    if data.has_context and configuration.name not in data.own_axes:
        for other in data.shown:
            behind = other.held_out
            if other.name in data.own_axes or other is configuration or behind is None:
                continue
            _line(ax, other.epochs, behind.mean, color=palette.CONTEXT, linewidth=_CONTEXT_WIDTH)
    for band, pen in (
        (configuration.training, TRAINING_PEN),
        (configuration.held_out, HELD_OUT_PEN),
    ):
        if band is not None:
            draw_band(ax, configuration, band, pen)
    for run in configuration.diverged:
        for values, pen in ((run.training, TRAINING_PEN), (run.held_out, HELD_OUT_PEN)):
            _diverged(ax, configuration.epochs, values, pen, data.axis_of(configuration))


def _line(
    ax: Axes, epochs: np.ndarray, values: np.ndarray, *, logarithmic: bool = False, **style: Any
) -> None:
    kept = thin_indices(values, logarithmic=logarithmic)
    ax.plot(epochs[kept], values[kept], **style)


def draw_band(
    ax: Axes,
    configuration: ConfigurationCurves,
    band: Band,
    pen: Pen,
    *,
    logarithmic: bool = False,
) -> None:
    """The mean as a line, the extremes as a band; `logarithmic`: the epoch axis is."""
    epochs = configuration.epochs
    if configuration.n_finished > 1 and len(epochs) == 1:
        ax.vlines(epochs, band.lowest, band.highest, color=pen.color, linewidth=0.8)
    elif configuration.n_finished > 1:
        low = thin_indices(band.lowest, logarithmic=logarithmic)
        high = thin_indices(band.highest, logarithmic=logarithmic)[::-1]
        ax.fill(
            np.concatenate([epochs[low], epochs[high]]),
            np.concatenate([band.lowest[low], band.highest[high]]),
            facecolor=pen.color,
            linewidth=0.0,
            alpha=_BAND_OPACITY,
        )
    style = pen.line(marked=is_marked(len(epochs)))
    _line(ax, epochs, band.mean, logarithmic=logarithmic, **style, zorder=3)


def _diverged(ax: Axes, epochs: np.ndarray, values: np.ndarray, pen: Pen, axis: ValueAxis) -> None:
    """A thin line and, at its last finite epoch, a cross that never leaves the panel.

    A run without a single finite epoch has its cross at the first epoch, at the top.
    """
    line = {**pen.line(marked=False), "linewidth": _RUN_WIDTH}
    _line(ax, epochs[: len(values)], values, **line)
    height = axis.height_of(float(values[-1])) if len(values) else 1.0
    ax.plot(
        epochs[max(len(values) - 1, 0)],
        min(max(height, 0.06), 0.94),
        transform=ax.get_xaxis_transform(),
        marker="x",
        markersize=5.0,
        markeredgewidth=1.3,
        color=pen.color,
        zorder=5,
    )
