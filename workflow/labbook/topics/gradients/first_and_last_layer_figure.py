"""Figure kind `first_and_last_layer`: how large the gradients at both ends of a network are."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from labbook.figures import palette
from labbook.figures.axes import ValueAxis
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.panels import (
    add_panel,
    draw_axis_titles,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.series import curve_of, part_of
from labbook.figures.style import new_figure
from labbook.topics.gradients.gradient_panels import (
    GradientData,
    GradientPanel,
    left_out,
    norm_in_words,
    over_runs,
    step_axis,
)

TITLE = "First layer and output"
HEADER = ["configuration", "step", "first_layer", "output"]
_TALLEST_PANEL_MM = 24.0
_PENS: dict[str, dict[str, Any]] = {
    "first layer": {"color": palette.TRAINING, "linewidth": 1.1},
    "output": {"color": palette.HELD_OUT, "linewidth": 1.1, "linestyle": (0, (4.0, 1.2))},
}
_EXACTLY_ZERO = "exactly zero"
# Of the marks, as a share of a panel.
_MARK_HEIGHT = 0.06
_ZERO: dict[str, Any] = {
    "color": palette.INK,
    "marker": "|",
    "markersize": 4.0,
    "markeredgewidth": 0.6,
    "linestyle": "",
}


def illustrate_ends(data: GradientData) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    if not data.panels:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER)
    return Illustration(_draw(data), _table(data), TITLE, _caption(data), _alternative(data))


def _ends(panel: GradientPanel) -> tuple[np.ndarray, np.ndarray]:
    return panel.kernels[:, 0], panel.kernels[:, -1]


def _has_zeros(data: GradientData) -> bool:
    return any((norms == 0).any() for panel in data.panels for norms in _ends(panel))


def _draw(data: GradientData) -> Figure:
    grid = panel_grid(
        [panel.label for panel in data.panels],
        labels_inside=False,
        n_columns=data.n_columns,
        highest_mm=_TALLEST_PANEL_MM,
    )
    figure = new_figure(grid.width, grid.height)
    axis = _axis(data)
    for shown, panel in zip(data.panels, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_value_axis(ax, axis, panel, labeled=panel.first_column)
        step_axis(ax, data.last_step, panel)
        for place, (norms, name) in enumerate(zip(_ends(shown), _PENS, strict=True)):
            # Marks of both layers stay visible.
            bottom = axis.lower * (axis.upper / axis.lower) ** (_MARK_HEIGHT * (1 - place))
            _draw_line(ax, shown.steps, norms, bottom, name)
    draw_axis_titles(figure, "step", "norm of the gradient", grid)
    entries = [Line2D([], [], **pen, label=name) for name, pen in _PENS.items()]
    if _has_zeros(data):
        entries.append(Line2D([], [], **_ZERO, label=_EXACTLY_ZERO))
    draw_legend(figure, entries, grid)
    return figure


def _draw_line(ax: Axes, steps: np.ndarray, norms: np.ndarray, bottom: float, name: str) -> None:
    """Broken where the norm is zero; there, marks stand at `bottom`."""
    ax.plot(steps, np.where(norms > 0, norms, np.nan), **_PENS[name], **curve_of(name))
    zero = norms == 0
    if zero.any():
        marks = {**_ZERO, "color": _PENS[name]["color"], "clip_on": False}
        of = part_of(name, _EXACTLY_ZERO)
        ax.plot(steps[zero], np.full(zero.sum(), bottom), **marks, **of)


def _axis(data: GradientData) -> ValueAxis:
    """One for all panels, in whole powers of ten."""
    known = np.concatenate([norms[norms > 0] for panel in data.panels for norms in _ends(panel)])
    if not len(known):
        return ValueAxis(0.1, 1.0, True)
    lower, upper = math.floor(np.log10(known.min())), math.ceil(np.log10(known.max()))
    return ValueAxis(10.0**lower, 10.0 ** max(upper, lower + 1), True)


def _table(data: GradientData) -> list[list[str]]:
    rows = [
        [panel.label, str(step), f"{first:.6g}", f"{last:.6g}"]
        for panel in data.panels
        for step, first, last in zip(panel.steps, *_ends(panel), strict=True)
    ]
    return [HEADER, *rows]


def _caption(data: GradientData) -> str:
    parts = [
        "L2 norm of the gradient of the weights in the first layer and in the output, over the "
        "steps of training, on one logarithmic axis; each point is the mean over a window of "
        "steps.",
        over_runs(data),
    ]
    if _has_zeros(data):
        parts.append(
            "Marks on the lower edge: exactly zero in every run, or too small for single precision."
        )
    return " ".join(filter(None, [*parts, left_out(data)]))


def _alternative(data: GradientData) -> str:
    parts = [f"Two curves in each of {len(data.panels)} panels."]
    for panel in data.panels:
        first, last = _ends(panel)
        parts.append(
            f"{panel.label}: the first layer goes from {norm_in_words(first[0])} to "
            f"{norm_in_words(first[-1])}, the output from {norm_in_words(last[0])} to "
            f"{norm_in_words(last[-1])}."
        )
    return " ".join(parts)
