"""Draw how many units are dead or saturated while the networks of an experiment train."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures import palette
from labbook.figures.axes import ValueAxis
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.palette import INK
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.series import curve_of, part_of
from labbook.figures.style import new_figure
from labbook.text.numbers import in_groups
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    read_hidden_units,
)

TITLE = "Units that are dead or saturated"
HEADER = ["configuration", "seed", "epoch", "layers", "units", "dead_or_saturated"]
_TALLEST_PANEL_MM = 38.0
_MM_PER_EPOCH_LABEL = 9.0
_PENS: Mapping[str, Mapping[str, Any]] = {
    "all hidden layers": {"color": palette.TRAINING, "linestyle": "-"},
    "hidden layer with the most": {"color": INK, "linestyle": (0, (1.2, 1.2))},
    "output": {"color": palette.HELD_OUT, "linestyle": (0, (4.0, 1.2))},
}
ALL, MOST, OUTPUT = _PENS
_SINGLE = "single runs"
_OF_RUN: Mapping[str, Any] = {"linewidth": 0.5, "alpha": 0.45}
_MEAN: Mapping[str, Any] = {"linewidth": 1.3}


@dataclass(frozen=True)
class _Shown:
    """A panel: of each kind of line, percentages (runs, 1 + epochs), NaN after a run's end."""

    label: str
    lines: Mapping[str, np.ndarray]

    @property
    def last_epoch(self) -> int:
        return max(len(of_run) for values in self.lines.values() for of_run in values) - 1


def illustrate(units: HiddenUnits, labels: Mapping[str, str]) -> Illustration:
    """The finished figure; call it inside `drawing_style`. `labels` by configuration."""
    watched = [configuration for configuration in units.configurations if configuration.runs]
    stuck = [configuration for configuration in watched if _is_ever_stuck(configuration)]
    if not watched:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    if not stuck:
        why = "no unit of any layer is ever dead or saturated"
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    shown = [_Shown(labels[each.name], _lines(each)) for each in stuck]
    words = _words(stuck)
    without = [labels[each.name] for each in watched if each not in stuck]
    return Illustration(
        _draw(shown, words),
        [HEADER, *(row for each in stuck for row in _rows(each, labels[each.name]))],
        TITLE,
        _caption(shown, without, words),
        _alternative(shown),
    )


def _is_ever_stuck(configuration: ConfigurationUnits) -> bool:
    return any(run.counts.any() for run in configuration.runs)


def _lines(configuration: ConfigurationUnits) -> dict[str, np.ndarray]:
    of_runs = [run.counts for run in configuration.runs]
    counts = np.full((len(of_runs), max(map(len, of_runs)), len(configuration.layers)), np.nan)
    for row, of_run in enumerate(of_runs):
        counts[row, : len(of_run)] = of_run
    outputs = np.array([layer.is_output for layer in configuration.layers])
    hidden, sizes = counts[:, :, ~outputs], configuration.sizes[~outputs]
    lines = {}
    if len(sizes):
        lines[ALL] = 100 * hidden.sum(axis=2) / sizes.sum()
    if len(sizes) > 1:
        lines[MOST] = 100 * (hidden / sizes).max(axis=2)
    if outputs.any():
        lines[OUTPUT] = 100 * counts[:, :, outputs].sum(axis=2) / configuration.sizes[outputs].sum()
    return lines


def _words(stuck: Sequence[ConfigurationUnits]) -> dict[str, str]:
    """What the units are, with the activations that can be so."""
    layers = [layer for configuration in stuck for layer in configuration.layers]
    return {
        **({"dead": "ReLU"} if any(layer.dies for layer in layers) else {}),
        **({"saturated": "sigmoid, tanh"} if not all(layer.dies for layer in layers) else {}),
    }


def _draw(shown: Sequence[_Shown], words: Mapping[str, str]) -> Figure:
    grid = panel_grid(
        [each.label for each in shown], labels_inside=False, highest_mm=_TALLEST_PANEL_MM
    )
    figure = new_figure(grid.width, grid.height)
    highest = max(np.nanmax(values) for each in shown for values in each.lines.values())
    axis = ValueAxis(-0.03 * highest, 1.03 * highest, False)
    last_epoch = max(each.last_epoch for each in shown)
    for each, panel in zip(shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_value_axis(ax, axis, panel, labeled=panel.first_column)
        _epoch_axis(ax, last_epoch, panel)
        for kind, values in each.lines.items():
            epochs = np.arange(values.shape[1])
            if len(values) > 1:
                of = {**_PENS[kind], **_OF_RUN, **part_of(kind, _SINGLE)}
                for of_run in values:
                    ax.plot(epochs, of_run, **of)
            pen = {**_PENS[kind], **_MEAN, **curve_of(kind)}
            ax.plot(epochs, values.mean(axis=0), **pen, clip_on=False, zorder=3)
    draw_axis_titles(figure, "epoch", f"{' or '.join(words)} units, %", grid)
    kinds = [kind for kind in _PENS if any(kind in each.lines for each in shown)]
    entries = [Line2D([], [], **_PENS[kind], **_MEAN, label=kind) for kind in kinds]
    if _has_several_runs(shown):
        entries.append(Line2D([], [], color=palette.TRAINING, **_OF_RUN, label=_SINGLE))
    draw_legend(figure, entries, grid)
    return figure


def _epoch_axis(ax: Axes, last_epoch: int, panel: Panel) -> None:
    """From 0, the network before its first epoch."""
    margin = 0.015 * last_epoch
    ax.set_xlim(-margin, last_epoch + margin)
    most = max(int(panel.width / _MM_PER_EPOCH_LABEL), 2)
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True)
    ticks = [round(tick) for tick in locator.tick_values(0, last_epoch) if 0 <= tick <= last_epoch]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([in_groups(tick) for tick in ticks]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _has_several_runs(shown: Sequence[_Shown]) -> bool:
    return any(len(values) > 1 for each in shown for values in each.lines.values())


def _rows(configuration: ConfigurationUnits, label: str) -> list[list[str]]:
    """For each run, epoch and layer: how many units it has, and how many are stuck."""
    return [
        [label, str(run.seed), str(epoch), str(layer.place), str(layer.units), str(count)]
        for run in configuration.runs
        for epoch, counts in enumerate(run.stuck)
        for layer, count in zip(configuration.layers, counts, strict=True)
    ]


def _caption(shown: Sequence[_Shown], without: Sequence[str], words: Mapping[str, str]) -> str:
    said = " or ".join(f"{word} ({activations})" for word, activations in words.items())
    parts = [
        f"Share of the units that are {said}, by the training images, before the "
        "first epoch (at 0) and after each."
    ]
    if any(MOST in each.lines for each in shown):
        parts.append(
            "Dotted: of the hidden layer with the largest share, which may be another one at each "
            "epoch and in each run."
        )
    if _has_several_runs(shown):
        parts.append("Thick lines are means over the runs, thin ones single runs.")
    if any(np.isnan(values).any() for each in shown for values in each.lines.values()):
        parts.append("Early stopping ended runs at different epochs: a mean ends with the first.")
    if without:
        parts.append(f"Without any such unit, and not drawn: {'; '.join(without)}.")
    return " ".join(parts)


def _alternative(shown: Sequence[_Shown]) -> str:
    parts = [f"Curves over the epochs in {len(shown)} {'panel' if len(shown) == 1 else 'panels'}."]
    for each in shown:
        ends = {
            kind: (values[:, 0].mean(), np.mean([run[np.isfinite(run)][-1] for run in values]))
            for kind, values in each.lines.items()
        }
        said = [f"{kind} from {first:.3g} to {last:.3g} %" for kind, (first, last) in ends.items()]
        parts.append(f"{each.label}: {', '.join(said)}.")
    return " ".join(parts)


def make(*, plan: Path, units: Path, index: Path, choice: Path | None = None) -> None:
    """Read hidden_units.json; write the figure and the index."""
    planned = read_experiment_plan(plan, choice)
    labels = {configuration.name: configuration.label for configuration in planned.configurations}
    write_figures(index, {"hidden_units": partial(illustrate, read_hidden_units(units), labels)})
