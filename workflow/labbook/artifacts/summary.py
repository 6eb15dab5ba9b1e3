"""summary.json and summary.csv: the runs of one experiment, configuration by configuration."""

import csv
import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.atomic import write_text
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

# Of a run: its last epoch, its test, its cost, then what the curves say (metrics/curves.py).
METRIC_NAMES = (
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
    "training_cpu_seconds",
    "lowest_val_loss",
    "lowest_val_loss_epoch",
    "best_val_accuracy_epoch",
    "val_loss_rise",
    "val_loss_sustained_rise",
    "train_loss_fall",
    "late_val_loss_change",
    "late_val_loss_change_error",
    "val_loss_oscillation",
    "val_accuracy_oscillation",
)


@dataclass(frozen=True)
class Statistic:
    """One metric over the seeds: `values` holds one entry a run, None where it does not count.

    `std` has n - 1 in its denominator and is None below two values; `mean` is None without any.
    """

    mean: float | None
    std: float | None
    n: int
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Majority:
    """Always answering the commonest class of the test set, and how often that is right."""

    accuracy: float
    label: str
    n_test: int


@dataclass(frozen=True)
class RunSummary:
    """One run. `metrics` has an entry for each of METRIC_NAMES, None where it is not finite.

    `answers_one_class`: every test image got the same answer.
    """

    name: str
    seed: int
    key: str
    directory: str
    diverged: bool
    epochs: int
    metrics: dict[str, float | None]
    test_accuracy_interval: tuple[float, float]
    answers_one_class: bool


@dataclass(frozen=True)
class ConfigurationSummary:
    """All runs of one configuration; diverged runs are counted and left out of `metrics`."""

    name: str
    label: str
    varied: dict[str, Any]
    settings: dict[str, Any]
    parameters: int
    n_train: int
    n_validation: int
    n_test: int
    steps_per_epoch: int
    batch_size_used: int
    majority: Majority
    n_runs: int
    n_diverged: int
    metrics: dict[str, Statistic]
    runs: tuple[RunSummary, ...]


@dataclass(frozen=True)
class Summary:
    """One experiment; `dataset` and `axes` as in its plan.

    `majority` is None where configurations have different tasks, each with a commonest class of
    its own.
    """

    lab: str
    experiment: str
    dataset: dict[str, Any]
    axes: tuple[dict[str, Any], ...]
    configurations: tuple[ConfigurationSummary, ...]
    majority: Majority | None


def write_summary(path: Path, summary: Summary) -> None:
    """Write summary.json; each run's metrics stand beside its other fields."""
    value = asdict(summary)
    for configuration in value["configurations"]:
        configuration["runs"] = [run | run.pop("metrics") for run in configuration["runs"]]
    write_json(path, value)


def read_summary(path: Path) -> Summary:
    """Read summary.json; raises LabbookError naming the file if a field is missing."""
    value = read_json(path)
    try:
        return Summary(
            lab=value["lab"],
            experiment=value["experiment"],
            dataset=value["dataset"],
            axes=tuple(value["axes"]),
            configurations=tuple(map(_read_configuration, value["configurations"])),
            majority=value["majority"] and Majority(**value["majority"]),
        )
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} is not a whole summary ({error!r}); delete it and build again."
        ) from None


def _read_configuration(value: dict[str, Any]) -> ConfigurationSummary:
    metrics = {
        name: Statistic(**{**statistic, "values": tuple(statistic["values"])})
        for name, statistic in value["metrics"].items()
    }
    runs = tuple(map(_read_run, value["runs"]))
    majority = Majority(**value["majority"])
    return ConfigurationSummary(**{**value, "metrics": metrics, "majority": majority, "runs": runs})


def _read_run(value: dict[str, Any]) -> RunSummary:
    low, high = value["test_accuracy_interval"]
    others = {name: field for name, field in value.items() if name not in METRIC_NAMES}
    metrics = {name: value[name] for name in METRIC_NAMES}
    return RunSummary(**{**others, "metrics": metrics, "test_accuracy_interval": (low, high)})


def write_summary_table(path: Path, summary: Summary) -> None:
    """Write summary.csv: a row a configuration, mean, spread and count of each metric."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    statistics = [f"{name}_{part}" for name in METRIC_NAMES for part in ("mean", "std", "n")]
    writer.writerow(["name", "label", "parameters", "n_runs", "n_diverged", *statistics])
    for one in summary.configurations:
        cells: list[float | None] = []
        for name in METRIC_NAMES:
            metric = one.metrics[name]
            cells += [metric.mean, metric.std, metric.n]
        writer.writerow(
            [one.name, one.label, one.parameters, one.n_runs, one.n_diverged]
            + ["" if cell is None else repr(cell) for cell in cells]
        )
    write_text(path, text.getvalue())
