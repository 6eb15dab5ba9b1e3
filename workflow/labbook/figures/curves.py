"""One metric over the epochs, for each configuration of an experiment: the numbers of a figure."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.history import COLUMNS, History, read_history
from labbook.artifacts.provenance import check_file
from labbook.errors import LabbookError


@dataclass(frozen=True)
class Band:
    """Mean and extremes over the runs that did not diverge; each array (n_epochs,)."""

    mean: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


@dataclass(frozen=True)
class DivergedRun:
    """A run that lost its numbers: its values up to the last epoch where all were finite.

    `training` and `validation` (n_finite_epochs,) may be empty; `validation` is None where no
    validation was recorded.
    """

    name: str
    seed: int
    training: np.ndarray
    validation: np.ndarray | None


@dataclass(frozen=True)
class ConfigurationCurves:
    """The curves of one configuration; a Band is None where no run has its numbers.

    `epochs` (n_epochs,) belong to the bands; a diverged run's values to the first epochs.
    """

    name: str
    label: str
    n_runs: int
    epochs: np.ndarray
    training: Band | None
    validation: Band | None
    diverged: tuple[DivergedRun, ...]

    @property
    def n_finished(self) -> int:
        """Runs that mean and band rest on."""
        return self.n_runs - len(self.diverged)


@dataclass(frozen=True)
class FailedRuns:
    """How many runs of a configuration failed, so that they have no curve."""

    name: str
    label: str
    n_failed: int
    n_planned: int


def load_curves(
    plan: dict[str, Any], summary: dict[str, Any], metric: str
) -> tuple[ConfigurationCurves, ...]:
    """Read the histories of an experiment's runs; `metric` is "loss" or "accuracy".

    A configuration without a run that finished has no curves.
    Raises LabbookError if a history is missing, broken, altered, empty or of another length than
    that of its configuration's other seeds.
    """
    summarized = {
        configuration["name"]: configuration for configuration in summary["configurations"]
    }
    return tuple(
        _configuration_curves(configuration["label"], summarized[configuration["name"]], metric)
        for configuration in plan["configurations"]
        if configuration["name"] in summarized
    )


def load_failed_runs(summary: dict[str, Any]) -> tuple[FailedRuns, ...]:
    """Of each configuration with a run that failed, in the plan's order."""
    return tuple(
        FailedRuns(gap["name"], gap["label"], len(gap["runs"]), len(gap["seeds"]))
        for gap in summary["gaps"]
    )


def _configuration_curves(
    label: str, configuration: dict[str, Any], metric: str
) -> ConfigurationCurves:
    paths = [Path(run["directory"]) / "history.csv" for run in configuration["runs"]]
    histories = [_read(path) for path in paths]
    has_validation = any(
        np.isfinite(history.columns.get("val_loss", [])).any() for history in histories
    )
    names = [name for name in COLUMNS if has_validation or name.startswith("train_")]
    finished: list[History] = []
    lost: list[DivergedRun] = []
    for run, history in zip(configuration["runs"], histories, strict=True):
        n_finite = _finite_epochs(history, names)
        if n_finite == len(history.epochs) and not run["diverged"]:
            finished.append(history)
            continue
        columns = {name: np.array(history.columns[name][:n_finite]) for name in names}
        validation = columns[f"val_{metric}"] if has_validation else None
        lost.append(DivergedRun(run["name"], run["seed"], columns[f"train_{metric}"], validation))
    if len({len(history.epochs) for history in finished}) > 1:
        raise LabbookError(
            f"The runs of {configuration['name']} have histories of different lengths "
            f"({', '.join(str(path) for path in paths)}); delete them and build again."
        )
    longest = max(finished or histories, key=lambda history: len(history.epochs))
    return ConfigurationCurves(
        configuration["name"],
        label,
        len(histories),
        np.array(longest.epochs),
        _band(finished, f"train_{metric}"),
        _band(finished, f"val_{metric}") if has_validation else None,
        tuple(lost),
    )


def _read(path: Path) -> History:
    history = read_history(path)
    check_file(path.parent, path.name)
    missing = [name for name in COLUMNS if name not in history.columns]
    if missing or not history.epochs:
        what = f"has no column {missing[0]}" if missing else "has no epoch"
        raise LabbookError(f"{path} {what}; delete the run and build again.")
    return history


def _finite_epochs(history: History, names: list[str]) -> int:
    """How many epochs pass before the first without numbers."""
    finite = np.isfinite([history.columns[name] for name in names])
    lost = np.flatnonzero(~finite.all(axis=0))
    return int(lost[0]) if len(lost) else len(history.epochs)


def _band(histories: list[History], column: str) -> Band | None:
    if not histories:
        return None
    values = np.array([history.columns[column] for history in histories])
    return Band(values.mean(axis=0), values.min(axis=0), values.max(axis=0))
