"""Accuracy over the swept settings: a heat map over two of them, or a curve over the only one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.artifacts.summary import ConfigurationSummary, Summary
from labbook.canonical_json import canonical_json
from labbook.figures import palette
from labbook.figures.axes import value_ticks
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import SMALL_FONT_SIZE, TEXT_WIDTH_MM, new_figure
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, ranked, ranked_by
from labbook.text.names import setting_name, value_words
from labbook.text.numbers import in_groups, percentage

TITLE = "Accuracy over the settings"
HEADER = ["configuration", "settings", "accuracy", "std", "n"]

_HEIGHT_MM = 78.0
_LEFT_MM, _RIGHT_MM, _BELOW_MM, _ABOVE_MM = 22.0, 26.0, 14.0, 3.0
_BAR_MM = (3.0, 9.0)  # the width of the bar of colors, and the gap before it
_MM_PER_COLUMN_LABEL, _MM_PER_ROW_LABEL, _MM_PER_VALUE = 13.0, 5.0, 8.0
# What fails to train would leave one color to all else.
_DARKEST_PERCENTILE = 10.0


@dataclass(frozen=True)
class Axis:
    """A swept setting: its values, numbers from small to large, others in the plan's order."""

    name: str
    values: list[Any]

    @property
    def words(self) -> str:
        return setting_name(self.name)

    def label(self, place: int) -> str:
        return value_words(self.name, self.values[place])

    @property
    def places(self) -> dict[str, int]:
        return {canonical_json(value): place for place, value in enumerate(self.values)}


@dataclass(frozen=True)
class Landscape:
    """`accuracies` (rows, columns): the mean accuracy at each value of the axes, NaN without one.

    `lowest` and `highest`, of the same shape: over the configurations and runs at that place.
    `rows` is None where a single setting is swept. `averaged`: settings that a place averages over.
    """

    part: str
    columns: Axis
    rows: Axis | None
    averaged: list[Axis]
    accuracies: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    @property
    def best(self) -> tuple[int, int]:
        row, column = np.unravel_index(np.nanargmax(self.accuracies), self.accuracies.shape)
        return int(row), int(column)

    def words(self, row: int, column: int) -> str:
        """The values at a place."""
        axes = [(self.columns, column), *([(self.rows, row)] if self.rows else [])]
        return ", ".join(f"{axis.words} {axis.label(place)}" for axis, place in axes)


def illustrate_landscape(summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    The accuracy is that of validation or, where a configuration has none, of the test. Over two
    settings it is a heat map: the two with the most values, averaged over all others.
    """
    metric = ranked_by(summary.configurations)
    known = ranked(summary.configurations, metric)
    if not known:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER)
    found = landscape(swept(summary), known, metric)
    return Illustration(
        _curve(found) if found.rows is None else _heat_map(found),
        [HEADER, *(_row(one, metric) for one in summary.configurations)],
        TITLE,
        _caption(found),
        _alternative(found),
    )


def swept(summary: Summary) -> list[Axis]:
    """The settings that have several values, those with the most first."""
    values: dict[str, dict[str, Any]] = {}
    for axis in summary.axes:
        of_axis = values.setdefault(axis.name, {})
        of_axis |= {canonical_json(value): value for value in axis.values}
    axes = [Axis(name, _in_order(list(found.values()))) for name, found in values.items()]
    return sorted(axes, key=lambda axis: -len(axis.values))


def _in_order(values: list[Any]) -> list[Any]:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )
    return sorted(values) if numbers else values


def landscape(
    axes: Sequence[Axis], known: Sequence[ConfigurationSummary], metric: str
) -> Landscape:
    """The accuracies of configurations with a result, over the first axes of `axes`."""
    columns, *others = axes
    rows = others[0] if others and len(others[0].values) > 1 else None
    shape = (len(rows.values) if rows else 1, len(columns.values))
    at: dict[tuple[int, int], list[ConfigurationSummary]] = {}
    column_of, row_of = columns.places, rows.places if rows else {}
    for one in known:
        if columns.name in one.varied and (rows is None or rows.name in one.varied):
            place = (_place(row_of, rows, one.varied), _place(column_of, columns, one.varied))
            at.setdefault(place, []).append(one)
    accuracies, lowest, highest = (np.full(shape, np.nan) for _ in range(3))
    for place, found in at.items():
        runs = [value for one in found for value in one.metrics[metric].values if value is not None]
        accuracies[place] = np.mean([one.metrics[metric].mean for one in found])
        lowest[place], highest[place] = min(runs), max(runs)
    return Landscape(
        "validation" if metric == VALIDATION_ACCURACY else "test",
        columns,
        rows,
        [axis for axis in others if axis is not rows and len(axis.values) > 1],
        accuracies,
        lowest,
        highest,
    )


def _place(places: Mapping[str, int], axis: Axis | None, varied: Mapping[str, Any]) -> int:
    return places[canonical_json(varied[axis.name])] if axis else 0


def _row(one: ConfigurationSummary, metric: str) -> list[str]:
    found = one.metrics[metric]
    numbers = ["" if value is None else repr(float(value)) for value in (found.mean, found.std)]
    return [one.name, one.label, *numbers, str(found.n)]


def _frame(figure: Figure, height_mm: float) -> Axes:
    width = TEXT_WIDTH_MM - _LEFT_MM - _RIGHT_MM
    return figure.add_axes(
        (
            _LEFT_MM / TEXT_WIDTH_MM,
            _BELOW_MM / height_mm,
            width / TEXT_WIDTH_MM,
            (height_mm - _BELOW_MM - _ABOVE_MM) / height_mm,
        )
    )


def _heat_map(data: Landscape) -> Figure:
    assert data.rows is not None
    figure = new_figure(TEXT_WIDTH_MM, _HEIGHT_MM)
    ax = _frame(figure, _HEIGHT_MM)
    ax.spines[:].set_visible(True)
    low, high = _scale(data)
    full = matplotlib.colormaps[palette.GROWING]
    colors = LinearSegmentedColormap.from_list("accuracy", full(np.linspace(0.0, 0.93, 256)))
    drawn = ax.imshow(
        np.ma.masked_invalid(data.accuracies),
        cmap=colors,
        norm=Normalize(low, high, clip=True),
        interpolation="none",
        origin="lower",
        aspect="auto",
    )
    row, column = data.best
    ax.plot(column, row, "o", markersize=6, markeredgecolor=palette.INK, markerfacecolor="none")
    _label(ax.xaxis, data.columns, TEXT_WIDTH_MM - _LEFT_MM - _RIGHT_MM, _MM_PER_COLUMN_LABEL)
    _label(ax.yaxis, data.rows, _HEIGHT_MM - _BELOW_MM - _ABOVE_MM, _MM_PER_ROW_LABEL)
    width, gap = _BAR_MM
    bar = figure.add_axes(
        (
            (TEXT_WIDTH_MM - _RIGHT_MM + gap / 2) / TEXT_WIDTH_MM,
            _BELOW_MM / _HEIGHT_MM,
            width / TEXT_WIDTH_MM,
            (_HEIGHT_MM - _BELOW_MM - _ABOVE_MM) / _HEIGHT_MM,
        )
    )
    figure.colorbar(drawn, cax=bar)
    _value_axis(bar, low, high)
    bar.yaxis.set_ticks_position("right")
    bar.set_ylabel(f"{data.part} accuracy", fontsize=SMALL_FONT_SIZE)
    bar.yaxis.set_label_position("right")
    return figure


def _scale(data: Landscape) -> tuple[float, float]:
    known = data.accuracies[np.isfinite(data.accuracies)]
    low, high = float(np.percentile(known, _DARKEST_PERCENTILE)), float(known.max())
    return (low, high) if high - low > 1e-4 else (high - 0.005, high + 0.005)


def _curve(data: Landscape) -> Figure:
    figure = new_figure(TEXT_WIDTH_MM, _HEIGHT_MM * 0.8)
    ax = _frame(figure, _HEIGHT_MM * 0.8)
    ax.grid(True)
    ax.set_axisbelow(True)
    places = np.arange(len(data.columns.values))
    known = np.isfinite(data.accuracies[0])
    ax.fill_between(
        places[known],
        data.lowest[0][known],
        data.highest[0][known],
        color=palette.BAND,
        linewidth=0.0,
    )
    ax.plot(places[known], data.accuracies[0][known], color=palette.TRAINING, linewidth=0.9)
    _, column = data.best
    ax.plot(
        column,
        data.accuracies[0, column],
        "o",
        markersize=6,
        markeredgecolor=palette.INK,
        markerfacecolor="none",
    )
    low, high = float(np.nanmin(data.lowest)), float(np.nanmax(data.highest))
    margin = 0.04 * max(high - low, 0.005)
    _value_axis(ax, low - margin, high + margin)
    ax.set_xlim(-0.5, len(places) - 0.5)
    _label(ax.xaxis, data.columns, TEXT_WIDTH_MM - _LEFT_MM - _RIGHT_MM, _MM_PER_COLUMN_LABEL)
    ax.set_ylabel(f"{data.part} accuracy")
    return figure


def _value_axis(ax: Axes, low: float, high: float) -> None:
    ax.set_ylim(low, high)
    ticks = value_ticks(low, high, False, int(_HEIGHT_MM / _MM_PER_VALUE))
    ax.yaxis.set_major_locator(FixedLocator(list(ticks)))
    ax.yaxis.set_major_formatter(FixedFormatter(list(ticks.values())))
    ax.yaxis.set_minor_locator(NullLocator())


def _label(of_axis: Any, axis: Axis, length_mm: float, mm_a_label: float) -> None:
    """As many values as have room, the first and the last among them."""
    most = min(len(axis.values), max(2, int(length_mm / mm_a_label)))
    places = sorted({round(place) for place in np.linspace(0, len(axis.values) - 1, most)})
    of_axis.set_major_locator(FixedLocator(places))
    of_axis.set_major_formatter(FixedFormatter([axis.label(place) for place in places]))
    of_axis.set_label_text(axis.words)


def _caption(data: Landscape) -> str:
    over = data.columns.words + (f" and {data.rows.words}" if data.rows else "")
    parts = [f"Mean {data.part} accuracy over {over}; the values stand equally far apart."]
    if data.averaged:
        further = ", ".join(axis.words for axis in data.averaged)
        parts.append(f"Each place is the mean over all values of {further}.")
    if data.rows is None:
        parts.append("The band goes from the lowest run to the highest.")
    else:
        low, lowest = _scale(data)[0], float(np.nanmin(data.accuracies))
        if lowest < low:
            parts.append(
                f"The darkest color stands for {percentage(low)} and less, down to "
                f"{percentage(lowest)}."
            )
        if np.isnan(data.accuracies).any():
            parts.append("White: no result.")
    parts.append(f"Circle: the highest, {percentage(data.accuracies[data.best])}.")
    return " ".join(parts)


def _alternative(data: Landscape) -> str:
    chart = "Line chart" if data.rows is None else "Heat map"
    n_places = int(np.isfinite(data.accuracies).sum())
    lowest = np.unravel_index(np.nanargmin(data.accuracies), data.accuracies.shape)
    return (
        f"{chart} of the {data.part} accuracy at {in_groups(n_places)} places: from "
        f"{percentage(float(np.nanmin(data.accuracies)))} at "
        f"{data.words(*map(int, lowest))} to {percentage(data.accuracies[data.best])} at "
        f"{data.words(*data.best)}."
    )
