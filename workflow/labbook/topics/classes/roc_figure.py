"""Figure kind `roc_curves`: each class against the rest, as its threshold moves."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.figures import palette
from labbook.figures.axes import ValueAxis, power_label, value_ticks
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.style import new_figure
from labbook.text.numbers import area as area_text
from labbook.topics.classes.class_evaluation import (
    ClassEvaluation,
    ConfusedImages,
    RocCurve,
    RunClasses,
)
from labbook.topics.classes.class_words import all_runs_in_words, shown_run_in_words

# A logarithmic axis bends the straight lines of a curve: they are drawn in steps of this factor.
_STEP = 1.15
# The vertical axis begins at the highest of these that leaves the window this much of each curve.
_FLOORS = (0.98, 0.95, 0.9, 0.8, 0.6, 0.4)
_PART_SHOWN = 0.7
_GRID_POINTS = 301
_MM_PER_TICK = 8.0
_MOST_COLUMNS = 5
_HIGHEST_MM = 33.0
_LINE = {"color": palette.TRAINING, "linewidth": 1.2}
_CHANCE = {"color": palette.INK, "linewidth": 0.7, "linestyle": (0, (4, 2.5))}
TITLE = "ROC curves"
HEADER = ["class", "auc", "false_positive_rate", "true_positive_rate"]


@dataclass(frozen=True)
class ClassCurve:
    """One class against the rest, as drawn.

    false_positives, true_positives: rates, float64 (points,), from the left end of the window on.
    `area` is that under the whole curve.
    """

    name: str
    curve: RocCurve
    area: float
    false_positives: np.ndarray
    true_positives: np.ndarray


@dataclass(frozen=True)
class RocData:
    """`left`, `floor`: where the axes of false and of true positive rates begin, the first of them
    logarithmic and no more than the least rate that occurs.

    grid, lowest, highest: the range of the true positive rates of all classes, float64 (points,).
    """

    curves: tuple[ClassCurve, ...]
    left: float
    floor: float
    grid: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


def load_roc(evaluation: ClassEvaluation) -> RocData | None:
    """Of the shown run, the classes that have a curve; None where none has."""
    shown = evaluation.shown
    known = [curve for curve in evaluation.roc if curve.false_positive_rates]
    if shown is None or not known:
        return None
    left = _left_end(known)
    curves = tuple(
        ClassCurve(name, curve, area, *_drawn(curve, left))
        for name, curve, area in zip(
            evaluation.classes, evaluation.roc, shown.scores["auc"], strict=True
        )
        if area is not None
    )
    grid = np.geomspace(left, 1.0, _GRID_POINTS)
    heights = np.array(
        [np.interp(grid, curve.false_positive_rates, curve.true_positive_rates) for curve in known]
    )
    lowest = heights.min(axis=0)
    floors = [floor for floor in _FLOORS if (lowest >= floor).mean() >= _PART_SHOWN]
    return RocData(curves, left, floors[0] if floors else 0.0, grid, lowest, heights.max(axis=0))


def _left_end(curves: list[RocCurve]) -> float:
    """The power of ten at or below the least false positive rate that occurs, a tenth at most."""
    least = min(rate for curve in curves for rate in curve.false_positive_rates if rate > 0)
    return float(10.0 ** min(math.floor(math.log10(least) + 1e-9), -1))


def _drawn(curve: RocCurve, left: float) -> tuple[np.ndarray, np.ndarray]:
    """The points of the line from `left` on, where it is at its height there."""
    points = list(zip(curve.false_positive_rates, curve.true_positive_rates, strict=True))
    false: list[float] = []
    true: list[float] = []
    for (start, low), (end, high) in pairwise(points):
        if end < left:
            continue
        if start == end:
            false += [start, end]
            true += [low, high]
            continue
        begin = max(start, left)
        steps = math.ceil(math.log(end / begin, _STEP)) if high > low else 1
        between = np.geomspace(begin, end, max(steps, 1) + 1)
        false += map(float, between)
        true += [float(low + (high - low) * (rate - start) / (end - start)) for rate in between]
    return np.array(false), np.array(true)


def draw_roc(data: RocData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    grid = panel_grid(
        [f"{curve.name}: AUC {area_text(curve.area)}" for curve in data.curves],
        labels_inside=False,
        n_columns=min(_MOST_COLUMNS, max(len(data.curves), 2)),
        highest_mm=_HIGHEST_MM,
    )
    figure = new_figure(grid.width, grid.height)
    for curve, panel in zip(data.curves, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        _axes(ax, data, panel)
        ax.fill_between(data.grid, data.lowest, data.highest, color=palette.CLASS_RANGE, lw=0)
        if shows_chance(data):
            ax.plot(data.grid, data.grid, **_CHANCE)  # type: ignore[arg-type]
        ax.plot(curve.false_positives, curve.true_positives, solid_joinstyle="miter", **_LINE)  # type: ignore[arg-type]
    draw_axis_titles(figure, "false positive rate (logarithmic)", "true positive rate", grid)
    draw_legend(figure, _legend_entries(data), grid)
    return figure


def shows_chance(data: RocData) -> bool:
    """Whether the window has room for the line of answers by chance."""
    return data.floor == 0


def _axes(ax: Axes, data: RocData, panel: Panel) -> None:
    margin = 0.03 * (1 - data.floor)
    axis = ValueAxis(data.floor - (margin if data.floor == 0 else 0.0), 1 + margin, False)
    draw_value_axis(ax, axis, panel, labeled=panel.first_column)
    ax.set_xscale("log")
    ax.set_xlim(data.left, 1.0)
    ticks = value_ticks(data.left, 1.0, True, max(int(panel.width / _MM_PER_TICK), 2))
    ax.xaxis.set_major_locator(FixedLocator(list(ticks)))
    ax.xaxis.set_major_formatter(FixedFormatter(list(ticks.values())))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _legend_entries(data: RocData) -> list[Artist]:
    entries: list[Artist] = [Line2D([], [], **_LINE, label="this class against all others")]  # type: ignore[arg-type]
    if len(data.curves) > 1:
        entries.append(
            Patch(facecolor=palette.CLASS_RANGE, label="from the lowest to the highest class")
        )
    if shows_chance(data):
        entries.append(Line2D([], [], **_CHANCE, label="chance"))  # type: ignore[arg-type]
    return entries


def illustrate(evaluation: ClassEvaluation, _: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    data = load_roc(evaluation)
    if data is None or evaluation.shown is None:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    return Illustration(
        draw_roc(data),
        # Every point of every curve.
        [HEADER]
        + [
            [curve.name, *map(repr, (curve.area, *point))]
            for curve in data.curves
            for point in zip(
                curve.curve.false_positive_rates, curve.curve.true_positive_rates, strict=True
            )
        ],
        TITLE,
        _caption(data, evaluation, evaluation.shown, label),
        _alternative(data),
    )


def _caption(data: RocData, evaluation: ClassEvaluation, shown: RunClasses, label: str) -> str:
    parts = [
        f"ROC curves of {shown_run_in_words(evaluation, shown, label)}: each {evaluation.noun} "
        "against all others. As its threshold falls, more of its own images are found (true "
        "positive rate), and more of the others are taken for it (false positive rate). AUC is the "
        "area under the whole curve, without the logarithm."
    ]
    if not shows_chance(data):
        parts.append(
            f"Only the upper part is shown: the vertical axis begins at {data.floor:g}, and "
            "chance, where both rates are the same, is not drawn."
        )
    return " ".join(filter(None, [*parts, all_runs_in_words(evaluation)]))


def _alternative(data: RocData) -> str:
    """How high each curve is at its left end, and the areas."""
    count = len(data.curves)
    charts = "Line chart" if count == 1 else f"{count} line charts"
    parts = [
        f"{charts} of true against false positive rate, the latter from {power_label(data.left)} "
        "to 1 on a logarithmic axis."
    ]
    for curve in data.curves:
        parts.append(
            f"{curve.name}: AUC {area_text(curve.area)}, true positive rate "
            f"{curve.true_positives[0]:.3f} at the left end."
        )
    return " ".join(parts)
