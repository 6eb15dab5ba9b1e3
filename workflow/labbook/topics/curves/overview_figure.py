"""All configurations of an experiment in one small figure: how loss and accuracy went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import Summary
from labbook.figures import palette
from labbook.figures.axes import ValueAxis, epoch_ticks, log_epoch_ticks
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.panels import Panel, draw_value_axis
from labbook.figures.series import curve_of, part_of
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    new_figure,
    wrap,
)
from labbook.metrics.best_configuration import MOST_SHOWN as MOST_ONE_BY_ONE
from labbook.text.names import loss_name
from labbook.text.numbers import in_groups, loss, percentage
from labbook.topics.curves.curve_data import (
    ConfigurationCurves,
    load_curves,
    loss_axis,
)
from labbook.topics.curves.curve_drawing import (
    HELD_OUT_PEN,
    TRAINING_PEN,
    counted_entry,
    draw_counted,
    thin_indices,
)
from labbook.topics.curves.curve_words import CIRCLES, failed_in_words, listed

# More curves than this cannot be told apart in one panel.
MOST_SHOWN = 14
# Of very many, a few curves before a band of all.
FEW = 6
_PERCENTILES = (5, 25, 50, 75, 95)
HEADER = [
    *("configuration", "epoch", "updates", "held_out_part"),
    *("training_loss", "held_out_loss", "training_accuracy", "held_out_accuracy"),
]

_HEIGHT_MM = 42.0
_LEGEND_LINE_MM = 4.0
_ABOVE_MM, _BELOW_MM, _LEFT_MM, _GAP_MM = 5.0, 9.0, 11.0, 13.0
_LEGEND_MM, _LEGEND_SIGN_MM = 40.0, 8.0
_DASHES = ("-", (0, (4.0, 1.4)))
_MM_PER_LABEL = 9.0


@dataclass(frozen=True)
class _Panel:
    """What is drawn of a metric: over epochs or, `over_updates`, over steps of the optimizer.

    `spread` (len(_PERCENTILES), n_epochs): where the means of very many configurations lie.
    """

    title: str
    curves: Sequence[ConfigurationCurves]
    axis: ValueAxis
    over_updates: bool = False
    spread: np.ndarray | None = None


def illustrate_overview(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    Of several configurations each has a color, and its mean over the runs is drawn; of a single
    one, each run. Where an epoch is not the same number of updates for all, the loss is drawn over
    the updates, too. Raises LabbookError if the history of a run is broken.
    """
    all_losses, all_accuracies = (
        load_curves(plan, summary, metric) for metric in ("loss", "accuracy")
    )
    losses, accuracies = (
        [curves for curves in loaded if curves.bands] for loaded in (all_losses, all_accuracies)
    )
    subject = "Loss and accuracy over the epochs"
    reasons = [*_diverged(all_losses), *failed_in_words(summary.gaps)]
    if not losses:
        return nothing_drawn(subject, subject, NO_RUN, reasons, HEADER)
    names = {configuration.settings.loss for configuration in plan.configurations}
    title = f"Loss ({loss_name(names.pop())})" if len(names) == 1 else "Loss"
    is_many = len(losses) > MOST_ONE_BY_ONE
    kept = _best(losses, FEW if is_many else MOST_SHOWN)
    shown = [curves for curves in losses if curves.name in kept]
    # Of several, only the held-out curves are drawn.
    drawn = [replace(curves, training=curves.held_out) for curves in shown]
    spreads = [_spread(of_all) if is_many else None for of_all in (losses, accuracies)]
    axis = loss_axis(shown if len(shown) == 1 else drawn)
    if spreads[0] is not None:
        axis = _holding(axis, spreads[0])
    panels = [_Panel(title, shown, axis, spread=spreads[0])]
    if len({curves.updates for curves in shown}) > 1:
        panels[0] = replace(panels[0], title="Loss over the epochs")
        panels.append(_Panel("Loss over the updates", shown, axis, over_updates=True))
    of_accuracy = [curves for curves in accuracies if curves.name in kept]
    axis = _accuracy_axis(of_accuracy)
    if spreads[1] is not None:
        axis = _holding(axis, spreads[1])
    panels.append(_Panel("Accuracy", of_accuracy, axis, spread=spreads[1]))
    return Illustration(
        _draw(panels),
        _table(losses, accuracies),
        subject,
        " ".join([_caption(panels, len(losses)), *reasons]),
        _alternative(shown, of_accuracy),
    )


def _best(losses: Sequence[ConfigurationCurves], most: int) -> set[str]:
    """The names of those with the lowest held-out loss at the end, `most` at most."""

    def end(curves: ConfigurationCurves) -> float:
        return curves.bands[1].end

    return {curves.name for curves in sorted(losses, key=end)[:most]}


def _spread(of_all: Sequence[ConfigurationCurves]) -> np.ndarray:
    """Quantiles of the means of the held-out part, at each epoch over those that got so far."""
    means = [curves.bands[1].mean for curves in of_all]
    longest = max(map(len, means))
    padded = [np.pad(mean, (0, longest - len(mean)), constant_values=np.nan) for mean in means]
    return np.asarray(np.nanpercentile(padded, _PERCENTILES, axis=0))


def _holding(axis: ValueAxis, spread: np.ndarray) -> ValueAxis:
    """The axis, lengthened to hold the middle half of all; what lies further out may leave it."""
    low, high = float(spread[1].min()), float(spread[-2].max())
    if axis.logarithmic and low <= 0:
        low = axis.lower
    return ValueAxis(min(axis.lower, low), max(axis.upper, high), axis.logarithmic)


def _accuracy_axis(shown: Sequence[ConfigurationCurves]) -> ValueAxis:
    first = 0 if len(shown) == 1 else 1
    lines = [
        line for curves in shown for band in _drawn(curves, len(shown))[first:] for line in band
    ]
    lowest, highest = (
        min(float(line.min()) for line in lines),
        max(float(line.max()) for line in lines),
    )
    margin = 0.04 * max(highest - lowest, 0.01)
    return ValueAxis(lowest - margin, highest + margin, False)


def _drawn(curves: ConfigurationCurves, n_shown: int) -> list[Sequence[np.ndarray]]:
    """The lines, training first: of a single configuration each run, of several the means."""
    return [band.of_runs if n_shown == 1 else [band.mean] for band in curves.bands]


def _draw(panels: Sequence[_Panel]) -> Figure:
    shown = panels[0].curves
    alone = len(shown) == 1
    legend = 0.0 if alone else _LEGEND_MM
    entries = _entries(shown)
    lines = sum(str(entry.get_label()).count("\n") + 1 for entry in entries)
    # Three entries beside the title of the last panel would reach into it.
    above = _ABOVE_MM + (_LEGEND_LINE_MM if alone and len(entries) > 2 else 0.0)
    total = max(_HEIGHT_MM, _LEGEND_LINE_MM * lines)
    figure = new_figure(TEXT_WIDTH_MM, total)
    room = TEXT_WIDTH_MM - _LEFT_MM - 3.0 - legend - _GAP_MM * (len(panels) - 1)
    width, height = room / len(panels), total - above - _BELOW_MM
    for place, panel in enumerate(panels):
        frame = Panel(
            _LEFT_MM + place * (width + _GAP_MM), _BELOW_MM, width, height, (), True, True
        )
        ax = figure.add_axes(
            (
                frame.left / TEXT_WIDTH_MM,
                frame.bottom / total,
                width / TEXT_WIDTH_MM,
                height / total,
            )
        )
        ax.grid(True)
        ax.set_axisbelow(True)
        ax.set_label(panel.title)
        ax.set_title(panel.title, loc="left", fontsize=FONT_SIZE, fontweight=SEMIBOLD, pad=3.0)
        if panel.spread is not None:
            _draw_spread(ax, panel.spread)
        for number, curves in enumerate(panel.curves):
            _draw_lines(ax, curves, number, panel)
        draw_value_axis(ax, panel.axis, frame, labeled=True)
        _count_axis(ax, panel, width)
    _draw_legend(figure, entries, alone=alone)
    return figure


def _entries(shown: Sequence[ConfigurationCurves]) -> list[Artist]:
    held_out = common_part(curves.held_out_part for curves in shown)
    if len(shown) == 1:
        return [
            Line2D([], [], color=pen.color, linestyle=pen.dashes, linewidth=1.1, label=label)
            for pen, label in ((TRAINING_PEN, "training"), (HELD_OUT_PEN, held_out))
        ] + [counted_entry()] * shown[0].restores
    width = _LEGEND_MM - _LEGEND_SIGN_MM
    return [
        Line2D(
            [],
            [],
            **_series(number),
            linewidth=1.4,
            label="\n".join(wrap(curves.label, width, SMALL_FONT_SIZE)),
        )
        for number, curves in enumerate(shown)
    ]


def _draw_legend(figure: Figure, entries: Sequence[Artist], *, alone: bool) -> None:
    """Beside the panels; of a single configuration in the line of the titles.

    Names that are broken into lines are set apart from one another by more than their lines.
    """
    broken = any("\n" in str(entry.get_label()) for entry in entries)
    figure.legend(
        handles=list(entries),
        loc="upper right" if alone else "center right",
        bbox_to_anchor=(1.0, 1.0) if alone else (1.0, 0.5),
        ncols=len(entries) if alone else 1,
        borderaxespad=0.1,
        borderpad=0.0,
        handlelength=1.8,
        handletextpad=0.5,
        labelspacing=0.35 if broken else 0.1,
        columnspacing=1.2,
        fontsize=SMALL_FONT_SIZE,
    )


def _series(number: int) -> dict[str, Any]:
    colors = palette.SERIES
    return {
        "color": colors[number % len(colors)],
        "linestyle": _DASHES[number // len(colors) % len(_DASHES)],
    }


def _draw_lines(ax: Axes, curves: ConfigurationCurves, number: int, panel: _Panel) -> None:
    alone = len(panel.curves) == 1
    counts = curves.epochs * (curves.updates if panel.over_updates else 1)
    training, held_out = _drawn(curves, len(panel.curves))
    if alone:
        lines = []
        for rows, band, pen, name in zip(
            (training, held_out),
            curves.bands,
            (TRAINING_PEN, HELD_OUT_PEN),
            ("training", curves.held_out_part),
            strict=True,
        ):
            style = {"color": pen.color, "linestyle": pen.dashes, "linewidth": 0.8}
            of = curve_of(name) if len(rows) == 1 else part_of(name)
            lines += [(values, style | of) for values in rows]
            if len(rows) > 1:
                # Not drawn, but it can be read.
                unseen = {"color": pen.color, "linestyle": ""}
                of = curve_of(name, label=f"{name}, mean of {len(rows)} runs")
                lines.append((band.mean, unseen | of))
    else:
        # A longer training with the same seeds begins as a shorter one, which is seen in front.
        in_front = {"zorder": 2 + 1 / len(curves.epochs)}
        style = {**_series(number), "linewidth": 1.1, **in_front, **curve_of(curves.label)}
        lines = [(held_out[0], style)]
    for values, style in lines:
        marker = "." if len(values) == 1 and style["linestyle"] else ""
        kept = thin_indices(values, logarithmic=panel.over_updates)
        ax.plot(counts[kept], values[kept], marker=marker, **style)
    if alone:
        draw_counted(ax, curves, panel.axis)


def _draw_spread(ax: Axes, spread: np.ndarray) -> None:
    """The outer band and, darker, the inner one; the middle is a dotted line."""
    epochs = np.arange(1, spread.shape[1] + 1)
    outer_low, low, middle, high, outer_high = spread
    for lower, upper, color in (
        (outer_low, outer_high, palette.GRID),
        (low, high, palette.CONTEXT),
    ):
        kept = np.union1d(thin_indices(lower), thin_indices(upper))
        ax.fill_between(epochs[kept], lower[kept], upper[kept], color=color, linewidth=0.0)
    kept = thin_indices(middle)
    ax.plot(epochs[kept], middle[kept], color=palette.AXIS, linestyle=":", linewidth=0.9)


def _count_axis(ax: Axes, panel: _Panel, width: float) -> None:
    last = max(
        int(curves.epochs[-1]) * (curves.updates if panel.over_updates else 1)
        for curves in panel.curves
    )
    most = max(int(width / _MM_PER_LABEL), 2)
    if panel.over_updates:
        ax.set_xscale("log")
        first = min(curves.updates for curves in panel.curves)
        ticks = log_epoch_ticks(first, last, most)
        ax.set_xlim(first / 1.2, last * 1.2)
        ax.xaxis.set_minor_locator(NullLocator())
    else:
        margin = 0.5 if last == 1 else 0.02 * (last - 1)
        ax.set_xlim(1 - margin, last + margin)
        ticks = epoch_ticks(last, most)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([in_groups(tick) for tick in ticks]))
    ax.set_xlabel("updates" if panel.over_updates else "epoch", labelpad=1.5)


def _table(
    losses: Sequence[ConfigurationCurves], accuracies: Sequence[ConfigurationCurves]
) -> list[list[str]]:
    """The means over the runs, of all configurations, as far as all runs go."""
    rows = [HEADER]
    for curves, accuracy in zip(losses, accuracies, strict=True):
        for row, epoch in enumerate(curves.epochs[: curves.n_together]):
            values = [float(band.mean[row]) for band in (*curves.bands, *accuracy.bands)]
            counts = [str(epoch), str(epoch * curves.updates)]
            rows.append([curves.name, *counts, curves.held_out_part, *map(repr, values)])
    return rows


def _caption(panels: Sequence[_Panel], n_all: int) -> str:
    shown = panels[0].curves
    held_out = common_part(curves.held_out_part for curves in shown)
    n_runs = sorted({curves.n_finished for curves in shown})
    epochs = sorted({int(curves.epochs[-1]) for curves in shown})
    during = f"{in_groups(epochs[-1])} epoch{'s' if epochs[-1] > 1 else ''}"
    if len(shown) == 1:
        lines = "the run" if n_runs == [1] else f"each of the {n_runs[0]} runs"
        most = "up to " if shown[0].n_together < epochs[-1] else ""
        alone = f"Loss and accuracy over {most}{during}: a line for {lines}."
        lowest = min(float(line.min()) for line in shown[0].bands[0].of_runs)
        if lowest < panels[0].axis.lower:
            alone += f" The training loss goes on below the frame, to {loss(lowest)}."
        return f"{alone} {CIRCLES}" if shown[0].restores else alone
    of = f"the mean over {' or '.join(map(str, n_runs))} seeds" if n_runs != [1] else "one seed"
    words = [f"{held_out.capitalize()} loss and accuracy over {during}, {of}."]
    if len(epochs) > 1:
        words.append("The shorter a curve, the further it is in front.")
    if len(panels) > 2:
        words.append("An epoch is not the same number of updates for all.")
    if n_all > len(shown):
        words.append(
            f"Of {in_groups(n_all)} configurations, the {len(shown)} with the lowest "
            f"{held_out} loss at the end."
        )
    if panels[0].spread is not None:
        words.append(
            "Grey: the middle half and the middle nine tenths of all of them, dotted their median."
        )
    if any(curves.n_together < len(curves.epochs) for curves in shown):
        words.append("A mean ends with the first of its runs that early stopping ended.")
    return " ".join(words)


def _diverged(of_all: Sequence[ConfigurationCurves]) -> list[str]:
    lost = [f"{curves.label} ({len(curves.diverged)})" for curves in of_all if curves.diverged]
    return [f"Runs that diverged are not drawn: {listed(lost)}."] if lost else []


def _alternative(
    losses: Sequence[ConfigurationCurves], accuracies: Sequence[ConfigurationCurves]
) -> str:
    """Where the curves end."""
    ends = [
        f"{curves.label}: {curves.held_out_part} loss {loss(curves.bands[1].end)}, "
        f"accuracy {percentage(accuracy.bands[1].end)}"
        for curves, accuracy in zip(losses, accuracies, strict=True)
    ]
    when = (
        "the epoch that counts" if any(curves.restores for curves in losses) else "the last epoch"
    )
    return f"Line charts of loss and accuracy. At {when}: {'; '.join(ends)}."
