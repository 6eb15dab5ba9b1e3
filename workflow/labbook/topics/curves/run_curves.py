"""One metric over the epochs, for each configuration of an experiment: the numbers of a figure."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.history import History, read_history
from labbook.artifacts.provenance import check_file
from labbook.artifacts.summary import ConfigurationSummary, Summary
from labbook.errors import LabbookError


@dataclass(frozen=True)
class Band:
    """Mean and extremes over the runs that did not diverge; each array (n_epochs,)."""

    mean: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


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
    `epochs` (n_epochs,) are those of the bands; a diverged run's values are of the first of them.
    """

    name: str
    label: str
    n_runs: int
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
    def bands(self) -> list[Band]:
        """Those of training and of what is held out; empty where every run diverged."""
        return [band for band in (self.training, self.held_out) if band is not None]


def load_curves(
    plan: ExperimentPlan, summary: Summary, metric: str
) -> tuple[ConfigurationCurves, ...]:
    """Read the histories of an experiment's runs; `metric` is "loss" or "accuracy".

    A configuration without a run that finished has no curves.
    Raises LabbookError if a history is missing, broken, altered, empty or of another length than
    that of its configuration's other seeds.
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
    lost: list[DivergedRun] = []
    for run, history in zip(configuration.runs, histories, strict=True):
        n_finite = _finite_epochs(history)
        if n_finite == len(history.epochs) and not run.diverged:
            finished.append(history)
            continue
        lines = [np.array(values[:n_finite]) for values in _both(history, metric)]
        lost.append(DivergedRun(run.name, *lines))
    if len({len(history.epochs) for history in finished}) > 1:
        raise LabbookError(
            f"The runs of {configuration.name} have histories of different lengths "
            f"({', '.join(str(path) for path in paths)}); delete them and build again."
        )
    training, held_out = (
        _band([_both(history, metric)[place] for history in finished]) for place in range(2)
    )
    longest = max(finished or histories, key=lambda history: len(history.epochs))
    return ConfigurationCurves(
        configuration.name,
        label,
        len(histories),
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


def _band(runs: list[list[float]]) -> Band | None:
    if not runs:
        return None
    values = np.array(runs)
    return Band(values.mean(axis=0), values.min(axis=0), values.max(axis=0))
