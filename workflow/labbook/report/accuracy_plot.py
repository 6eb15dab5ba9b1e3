"""The test accuracy of each experiment as dots on one axis, placed in percent of its length."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from labbook.artifacts.summary import ConfigurationSummary
from labbook.metrics.best_configuration import TEST_ACCURACY, counted_runs
from labbook.report.context import Experiment
from labbook.report.numbers import mean_std_percent, percent

_MOST_STEPS = 5


@dataclass(frozen=True)
class AccuracyRow:
    """The best configuration of an experiment: the places of its `runs`, where their intervals
    begin and how far they reach, and the means of the `others`; `accuracy` in words.
    """

    experiment: Experiment
    label: str
    runs: list[float]
    low: float
    width: float
    others: list[float]
    accuracy: Markup


@dataclass(frozen=True)
class AccuracyPlot:
    """`ticks`: places on the axis by their text."""

    rows: list[AccuracyRow]
    ticks: dict[str, float]

    @property
    def has_others(self) -> bool:
        return any(row.others for row in self.rows)


def accuracy_plot(experiments: Sequence[Experiment]) -> AccuracyPlot:
    """Of the experiments with a result.

    The axis ends where all images are right, and begins at or below the lowest end of an interval.
    """
    shown = [(one, one.best, *_ends(one.best)) for one in experiments if one.best]
    step, decimals, count = _axis(min(low for *_, low, _ in shown))
    start = 1 - step * count

    def place(accuracy: float) -> float:
        return round(100 * (accuracy - start) / (1 - start), 2)

    rows = [
        AccuracyRow(
            experiment=experiment,
            label=best.label,
            runs=[place(run.metrics[TEST_ACCURACY] or 0.0) for run in counted_runs(best)],
            low=place(low),
            width=round(place(high) - place(low), 2),
            others=[
                place(mean)
                for one in experiment.finished
                if one is not best and (mean := one.metrics[TEST_ACCURACY].mean or 0.0) >= start
            ],
            accuracy=mean_std_percent(best.metrics[TEST_ACCURACY], n=False),
        )
        for experiment, best, low, high in shown
    ]
    at = [1 - step * back for back in reversed(range(count + 1))]
    return AccuracyPlot(rows, {percent(tick, decimals): place(tick) for tick in at})


def _axis(lowest: float) -> tuple[float, int, int]:
    """The distance of the ticks, the decimals of their percentages, and how many steps there are
    down from 1 to `lowest`.
    """
    for exponent in (-4, -3, -2, -1):
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            count = max(math.ceil((1 - lowest) / step - 1e-9), 1)
            if count <= _MOST_STEPS:
                return step, max(-exponent - 2, 0), count
    raise ValueError(f"{lowest} is no accuracy")


def _ends(configuration: ConfigurationSummary) -> tuple[float, float]:
    """Where the intervals of its runs begin and end."""
    intervals = [run.test_accuracy_interval for run in counted_runs(configuration)]
    return min(low for low, _ in intervals), max(high for _, high in intervals)
