"""What a figure of curves shows: the curves of each configuration, which ones, on which axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import History, common_part, read_history
from labbook.artifacts.provenance import check_file
from labbook.artifacts.summary import ConfigurationSummary, Gap, Summary
from labbook.errors import LabbookError
from labbook.figures.axes import ValueAxis


@dataclass(frozen=True)
class Band:
    """The values `of_runs`, (its n_epochs,) of each run that did not diverge.

    `counted`: of each, the epoch whose weights count; the last of all where nothing is said.
    """

    of_runs: Sequence[np.ndarray]
    counted: tuple[int, ...] = ()

    @cached_property
    def mean(self) -> np.ndarray:
        """(n_together,), of the epochs that all runs have, as are the extremes."""
        return np.asarray(self._together.mean(axis=0))

    @cached_property
    def lowest(self) -> np.ndarray:
        return np.asarray(self._together.min(axis=0))

    @cached_property
    def highest(self) -> np.ndarray:
        return np.asarray(self._together.max(axis=0))

    @cached_property
    def end(self) -> float:
        """The mean over the runs after the epoch that counts."""
        ends = [
            run[epoch - 1]
            for run, epoch in zip(self.of_runs, self.counted or map(len, self.of_runs), strict=True)
        ]
        return float(np.array(ends)[:, np.newaxis].mean(axis=0)[0])

    @property
    def tails(self) -> list[np.ndarray]:
        """What runs have beyond the epochs of the shortest."""
        return [run[len(self.mean) :] for run in self.of_runs]

    def going_on(self, row: int) -> np.ndarray:
        """The values in that row of the runs that got so far."""
        return np.array([run[row] for run in self.of_runs if row < len(run)])

    @cached_property
    def _together(self) -> np.ndarray:
        shortest = min(map(len, self.of_runs))
        return np.array([run[:shortest] for run in self.of_runs])


@dataclass(frozen=True)
class DivergedRun:
    """A run whose numbers became infinite or NaN: its values before the first such epoch.

    `training` and `held_out` (n_finite_epochs,) may be empty.
    """

    name: str
    training: np.ndarray
    held_out: np.ndarray


@dataclass(frozen=True)
class ConfigurationCurves:
    """The curves of one configuration; both bands are None where every run diverged.

    `held_out_part`: VALIDATION or TEST, whichever was looked at after each epoch.
    `epochs` (n_epochs,) are those of the longest run; all values are of the first of them.
    `updates`: how many steps of the optimizer an epoch is.
    """

    name: str
    label: str
    n_runs: int
    updates: int
    epochs: np.ndarray
    training: Band | None
    held_out_part: str
    held_out: Band | None
    diverged: tuple[DivergedRun, ...]

    @property
    def n_finished(self) -> int:
        """How many runs did not diverge: mean and band are over them."""
        return self.n_runs - len(self.diverged)

    @property
    def n_together(self) -> int:
        """How many epochs all runs have that did not diverge: early stopping may end the others."""
        return len(self.training.mean) if self.training else 0

    @property
    def restores(self) -> bool:
        """Whether the epoch that counts is not the last one of some run."""
        return self.training is not None and bool(self.training.counted)

    @property
    def bands(self) -> list[Band]:
        """Those of training and of what is held out; empty where every run diverged."""
        return [band for band in (self.training, self.held_out) if band is not None]


def load_curves(
    plan: ExperimentPlan, summary: Summary, metric: str
) -> tuple[ConfigurationCurves, ...]:
    """Read the histories of an experiment's runs; `metric` is "loss" or "accuracy".

    A configuration without a run that finished has no curves.
    Raises LabbookError if a history is missing, broken, altered or empty or, without early
    stopping, of another length than that of its configuration's other seeds.
    """
    summarized = {configuration.name: configuration for configuration in summary.configurations}
    return tuple(
        _configuration_curves(configuration.label, summarized[configuration.name], metric)
        for configuration in plan.configurations
        if configuration.name in summarized
    )


def _configuration_curves(
    label: str, configuration: ConfigurationSummary, metric: str
) -> ConfigurationCurves:
    paths = [Path(run.directory) / "history.csv" for run in configuration.runs]
    histories = [read_run_history(path) for path in paths]
    finished: list[History] = []
    counted: list[int] = []
    lost: list[DivergedRun] = []
    for run, history in zip(configuration.runs, histories, strict=True):
        n_finite = _finite_epochs(history)
        if n_finite == len(history.epochs) and not run.diverged:
            finished.append(history)
            counted.append(run.restored_epoch or len(history.epochs))
            continue
        lines = [np.array(values[:n_finite]) for values in _both(history, metric)]
        lost.append(DivergedRun(run.name, *lines))
    lengths = [len(history.epochs) for history in finished]
    if len(set(lengths)) > 1 and not configuration.settings.early_stopping:
        raise LabbookError(
            f"The runs of {configuration.name} have histories of different lengths "
            f"({', '.join(str(path) for path in paths)}); delete them and build again."
        )
    training, held_out = (
        _band(
            [_both(history, metric)[place] for history in finished],
            tuple(counted) if counted != lengths else (),
        )
        for place in range(2)
    )
    longest = max(finished or histories, key=lambda history: len(history.epochs))
    return ConfigurationCurves(
        configuration.name,
        label,
        len(histories),
        configuration.steps_per_epoch,
        np.array(longest.epochs),
        training,
        _held_out_part(configuration, histories),
        held_out,
        tuple(lost),
    )


def read_run_history(path: Path) -> History:
    """One run's history; raises LabbookError if it is missing, broken, altered or empty."""
    history = read_history(path)
    check_file(path.parent, path.name)
    if not history.epochs:
        raise LabbookError(f"{path} has no epoch; delete the run and build again.")
    return history


def _held_out_part(configuration: ConfigurationSummary, histories: list[History]) -> str:
    parts = {history.held_out_part for history in histories}
    if len(parts) > 1:
        raise LabbookError(
            f"Of the runs of {configuration.name}, some hold out validation images and some do "
            "not; delete them and build again."
        )
    return parts.pop()


def _both(history: History, metric: str) -> tuple[list[float], list[float]]:
    return history.columns[f"train_{metric}"], history.held_out(metric)


def _finite_epochs(history: History) -> int:
    """How many epochs come before the first with a value that is infinite or NaN."""
    finite = np.isfinite(list(history.columns.values()))
    lost = np.flatnonzero(~finite.all(axis=0))
    return int(lost[0]) if len(lost) else len(history.epochs)


def _band(runs: list[list[float]], counted: tuple[int, ...]) -> Band | None:
    return Band(list(map(np.array, runs)), counted) if runs else None


# More panels than this cannot be read on one page.
MOST_PANELS = 24
# With more, the other configurations' curves fill a panel instead of placing its own.
_MOST_WITH_CONTEXT = 9


@dataclass(frozen=True)
class CurveData:
    """All that is needed to draw and to describe one metric over the epochs; `shown` is not empty.

    `shown` and `left_out` keep the order of the plan; `own_axes` are those of the configurations
    (by name) that do not fit the shared axis.
    """

    metric: str
    value_label: str
    shown: tuple[ConfigurationCurves, ...]
    left_out: tuple[ConfigurationCurves, ...]
    shared_axis: ValueAxis
    own_axes: dict[str, ValueAxis]
    failed: tuple[Gap, ...]

    def axis_of(self, configuration: ConfigurationCurves) -> ValueAxis:
        """The vertical axis of a configuration's panel."""
        return self.own_axes.get(configuration.name, self.shared_axis)

    @property
    def last_epoch(self) -> int:
        """Where the epoch axis, which all panels share, ends."""
        return max(int(configuration.epochs[-1]) for configuration in self.shown)

    @property
    def end_words(self) -> str:
        """Which epoch the values at the end are of."""
        restores = any(configuration.restores for configuration in self.shown + self.left_out)
        return "the epoch that counts" if restores else "the last epoch"

    @property
    def held_out(self) -> str:
        """What the other curve is called: "validation", "test" or, of both, "held-out"."""
        return common_part(
            configuration.held_out_part for configuration in self.shown + self.left_out
        )

    @property
    def has_context(self) -> bool:
        """Whether the panels on the shared axis show one another's curves in grey."""
        on_it = [
            configuration for configuration in self.shown if configuration.name not in self.own_axes
        ]
        if self.last_epoch == 1:
            return False
        return 1 < len(on_it) <= _MOST_WITH_CONTEXT and any(
            configuration.n_finished for configuration in on_it
        )


def choose_panels(
    curves: tuple[ConfigurationCurves, ...], *, lower_is_better: bool
) -> tuple[tuple[ConfigurationCurves, ...], tuple[ConfigurationCurves, ...]]:
    """The configurations shown and those left out, both in the order given.

    Up to MOST_PANELS all are shown; of more, those with the best mean held-out value at the epoch
    that counts, the earlier of equals first. Those without a run that finished come last.
    """

    def rank(configuration: ConfigurationCurves) -> float:
        band = configuration.held_out
        if band is None:
            return np.inf
        return band.end if lower_is_better else -band.end

    best = {configuration.name for configuration in sorted(curves, key=rank)[:MOST_PANELS]}
    shown = tuple(configuration for configuration in curves if configuration.name in best)
    return shown, tuple(configuration for configuration in curves if configuration.name not in best)


# A loss that spans more than a decade is drawn on a logarithmic axis.
DECADE = 10.0
# A logarithmic axis has no zero; a loss below this counts as zero.
ZERO = 1e-12
# The axis reaches this many times below the lowest held-out loss. A training loss that falls
# further would flatten all other curves, and says little.
DEPTH = 100.0
# The shortest axes, as a share of the loss and as an accuracy: shorter ones would show rounding.
SHORTEST_LOSS_SHARE = 0.002
SHORTEST_ACCURACY_AXIS = 0.005
# The accuracy axis is this many times as long as what the second half of training spans.
ZOOM = 2.5
# A configuration gets an axis of its own when, beside it, the better half would fill less than a
# quarter of the panel; the better half counts as spanning at least two percentage points.
CROWDED = 4.0
LEAST_COMMON_SPAN = 0.02


def loss_axis(curves: Sequence[ConfigurationCurves]) -> ValueAxis:
    """One axis for all: from the lowest to the highest value of the runs that finished.

    A diverged run may lengthen it tenfold on its way up, not more. Where held-out loss stays far
    above, training may leave it below.
    """
    values = _all_values(curves)
    lost = _diverged_values(curves)
    if not len(values):
        values = np.array([run[0] for run in lost])
    if not len(values):
        return ValueAxis(0.0, 1.0, False)
    ceiling = DECADE * values.max()
    values = np.concatenate([values, *(run[run <= ceiling] for run in lost)])
    top = float(values.max())
    positive = values[values > ZERO]
    if len(positive) and top > DECADE * positive.min():
        floor = max(float(positive.min()), _lowest_held_out(curves) / DEPTH)
        margin = (top / floor) ** 0.04
        return ValueAxis(floor / margin, top * margin, True)
    bottom = min(float(values.min()), top - SHORTEST_LOSS_SHARE * max(abs(top), ZERO))
    margin = 0.04 * (top - bottom)
    return ValueAxis(bottom - margin, top + margin, False)


def _lowest_held_out(curves: Sequence[ConfigurationCurves]) -> float:
    """Zero where no run finished, so that nothing is cut off."""
    lows = [
        configuration.held_out.mean.min()
        for configuration in curves
        if configuration.held_out is not None
    ]
    return float(min(lows, default=0.0))


def accuracy_axes(
    curves: Sequence[ConfigurationCurves],
) -> tuple[ValueAxis, dict[str, ValueAxis]]:
    """The shared axis, zoomed to the second half of training, and the axes of the outliers.

    The first epochs, and the odd dip later, may begin below the shared axis. A configuration far
    below the better half (one that failed to train) would flatten all others: it has an axis of
    its own, by name, which holds all its values.
    """
    late = {configuration.name: _late_accuracies(configuration) for configuration in curves}
    known = {name: values for name, values in late.items() if len(values)}
    if not known:
        return ValueAxis(0.0, 1.0, False), {}
    floors = {name: float(np.percentile(values, 5)) for name, values in known.items()}
    top = max(float(values.max()) for values in known.values())
    better_half = sorted(floors.values(), reverse=True)[: (len(floors) + 1) // 2]
    common_span = max(top - better_half[-1], LEAST_COMMON_SPAN)
    outliers = {name for name, floor in floors.items() if top - floor > CROWDED * common_span}
    inside = [configuration for configuration in curves if configuration.name not in outliers]
    values = np.concatenate([_all_values(inside), *_diverged_values(inside)])
    floor = min(floors[name] for name in floors if name not in outliers)
    top = float(values.max())
    span = max(ZOOM * (top - floor), SHORTEST_ACCURACY_AXIS)
    shared = _accuracy_axis(max(top - span, float(values.min())), top)
    own = {}
    for configuration in curves:
        if configuration.name in outliers:
            values = np.concatenate(
                [_all_values([configuration]), *_diverged_values([configuration])]
            )
            own[configuration.name] = _accuracy_axis(float(values.min()), float(values.max()))
    return shared, own


def _accuracy_axis(lowest: float, highest: float) -> ValueAxis:
    lowest = min(lowest, highest - SHORTEST_ACCURACY_AXIS)
    margin = 0.03 * (highest - lowest)
    return ValueAxis(lowest - margin, highest + margin, False)


def _late_accuracies(curves: ConfigurationCurves) -> np.ndarray:
    """The values of the second half of training: means, or a diverged run's where none finished."""
    lines = [band.mean for band in curves.bands] or _diverged_values([curves])
    return np.concatenate([np.array([]), *(line[len(line) // 2 :] for line in lines)])


def _all_values(curves: Sequence[ConfigurationCurves]) -> np.ndarray:
    bands = [band for configuration in curves for band in configuration.bands]
    limits = [values for band in bands for values in (band.lowest, band.highest, *band.tails)]
    return np.concatenate([np.array([]), *limits])


def _diverged_values(curves: Sequence[ConfigurationCurves]) -> list[np.ndarray]:
    """The lines of the diverged runs that have at least one value."""
    lines = [
        line
        for configuration in curves
        for run in configuration.diverged
        for line in (run.training, run.held_out)
    ]
    return [line for line in lines if len(line)]
