"""Draw how often answers are right, by the probability that the networks gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from labbook.artifacts.experiment_plan import ExperimentPlan, read_experiment_plan
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.provenance import check_file
from labbook.artifacts.summary import ConfigurationSummary, Summary, read_summary
from labbook.figures import palette
from labbook.figures.axes import ValueAxis
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import Illustration, nothing_drawn
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.style import new_figure
from labbook.findings.experiment import counted_runs
from labbook.metrics.calibration import Bins, answer_probabilities, bin_answers
from labbook.metrics.classification import predicted_classes
from labbook.text.numbers import percentage
from labbook.topics.calibration.too_sure import too_sure

TITLE = "How sure, and how right"
HEADER = ["configuration", "runs", "bin", "answers", "mean_probability", "share_right"]
MOST_PANELS = 12
# A bin with fewer answers says little; the table has it all the same.
FEWEST_ANSWERS = 10
# With fewer bins that say something, there is no curve.
_FEWEST_BINS = 3
_COLUMNS, _HEIGHT_MM = 4, 33.0
_PEN: dict[str, Any] = {"color": palette.HELD_OUT, "marker": "o", "markersize": 3.2}


@dataclass(frozen=True)
class _Shown:
    """One configuration; `bins` are of the answers of all its runs that did not diverge."""

    name: str
    label: str
    n_runs: int
    bins: Bins
    error: float

    @property
    def is_drawn(self) -> np.ndarray:
        return self.bins.counts >= FEWEST_ANSWERS


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure, of the configurations that are too sure; call it in `drawing_style`.

    A report has no place for it where none has a curve. Of more than MOST_PANELS, those with the
    largest calibration error are drawn. Raises LabbookError if the predictions of a run are broken.
    """
    labels = {configuration.name: configuration.label for configuration in plan.configurations}
    finished = [one for one in summary.configurations if counted_runs(one)]
    sure = too_sure(finished)
    found = [_shown(one, labels[one.name]) for one in finished if one.name in sure]
    curves = [one for one in found if one.is_drawn.sum() >= _FEWEST_BINS]
    if not curves:
        why = "no network is surer than right in more than a few answers"
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    worst = sorted(curves, key=lambda one: -one.error)[:MOST_PANELS]
    shown = [one for one in curves if one in worst]
    return Illustration(
        _draw(shown),
        [HEADER, *(row for one in found for row in _rows(one))],
        TITLE,
        _caption(shown, n_too_sure=len(found), n_finished=len(finished)),
        _alternative(shown),
    )


def _shown(configuration: ConfigurationSummary, label: str) -> _Shown:
    given, right = [], []
    runs = counted_runs(configuration)
    for run in runs:
        path = Path(run.directory) / "predictions.npz"
        predictions = read_predictions(path)
        check_file(path.parent, path.name)
        given.append(answer_probabilities(predictions.probabilities))
        right.append(predicted_classes(predictions.probabilities) == predictions.labels)
    return _Shown(
        configuration.name,
        label,
        len(runs),
        bin_answers(np.concatenate(given), np.concatenate(right)),
        configuration.metrics["calibration_error"].mean or 0.0,
    )


def _draw(shown: Sequence[_Shown]) -> Figure:
    titles = [f"{one.label}, error {percentage(one.error)}" for one in shown]
    grid = panel_grid(titles, labels_inside=False, n_columns=_COLUMNS, highest_mm=_HEIGHT_MM)
    figure = new_figure(grid.width, grid.height)
    lowest = min(float(one.bins.probabilities[one.is_drawn].min()) for one in shown)
    least = min(lowest, *(float(one.bins.right[one.is_drawn].min()) for one in shown))
    start = np.floor(10 * least) / 10
    for one, panel in zip(shown, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        draw_value_axis(ax, ValueAxis(start - 0.02, 1.02, False), panel, labeled=panel.first_column)
        _probability_axis(ax, start, panel)
        ax.plot([start, 1], [start, 1], color=palette.CONTEXT, linewidth=0.9)
        drawn = one.is_drawn
        ax.plot(one.bins.probabilities[drawn], one.bins.right[drawn], **_PEN)
    draw_axis_titles(figure, "mean probability of the answers", "share of right ones", grid)
    return figure


def _probability_axis(ax: Axes, start: float, panel: Panel) -> None:
    ax.set_xlim(start - 0.02, 1.02)
    ticks = [start, (start + 1) / 2, 1.0]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{tick:.2g}" for tick in ticks]))
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _rows(one: _Shown) -> list[list[str]]:
    return [
        [one.label, str(one.n_runs), str(place), *map(repr, map(float, values))]
        for place, values in enumerate(zip(*one.bins, strict=True), start=1)
        if values[0]
    ]


def _caption(shown: Sequence[_Shown], n_too_sure: int, n_finished: int) -> str:
    several = any(one.n_runs > 1 for one in shown)
    parts = [
        "Share of the right ones among the answers to the test images, by their probability"
        f"{', of all seeds together' if several else ''}; grey: as sure as right. Below it, the "
        "network is too sure. Bins with fewer than "
        f"{FEWEST_ANSWERS} answers are not drawn. In the titles, the expected calibration error"
        f"{', the mean over the seeds' if several else ''}."
    ]
    if n_finished > len(shown):
        parts.append(_chosen(len(shown), n_too_sure, n_finished))
    return " ".join(parts)


def _chosen(n_shown: int, n_too_sure: int, n_finished: int) -> str:
    """Why these, of all networks that have a result."""
    one = n_too_sure == 1
    sure = f"{n_too_sure} of {n_finished} networks {'is' if one else 'are'} too sure"
    if n_shown == n_too_sure:
        return f"{sure}: {'the one' if one else 'those'} drawn."
    least = f"with {FEWEST_ANSWERS} answers or more in at least {_FEWEST_BINS} bins"
    if n_shown == MOST_PANELS:
        least += " and the largest error"
    return f"{sure}; drawn: the {'one' if n_shown == 1 else n_shown} {least}."


def _alternative(shown: Sequence[_Shown]) -> str:
    said = [f"{one.label}: {percentage(one.error)}" for one in shown]
    return f"Reliability diagrams. Expected calibration errors: {'; '.join(said)}."


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan, summary.json and the runs' predictions; write the figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_summary(summary)
    write_figures(index, {"reliability": partial(illustrate, planned, summarized)})
