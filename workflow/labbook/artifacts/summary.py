"""summary.json and summary.csv: the runs of one experiment, configuration by configuration."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BeforeValidator

from labbook.artifacts.atomic import write_text
from labbook.artifacts.experiment_plan import PlannedDataset, RunSettings, SweptAxis, Varied
from labbook.artifacts.history import TEST, VALIDATION
from labbook.artifacts.typed_json import Number, read_typed, write_typed

# Of a run: the epoch that counts, its test and how sure its answers are
# (metrics/classification.py), its cost, then what the curves say (metrics/curves.py). The held-out
# part is validation, or test for a run without validation images.
METRIC_NAMES = (
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
    "answer_probability",
    "answer_probability_error",
    "wrong_answer_probability",
    "calibration_error",
    "training_cpu_seconds",
    "held_out_loss",
    "held_out_accuracy",
    "lowest_held_out_loss",
    "lowest_held_out_loss_epoch",
    "best_held_out_accuracy_epoch",
    "held_out_loss_rise",
    "held_out_loss_crossing_epoch",
    "held_out_accuracy_change",
    "held_out_loss_later_rise",
    "train_loss_later_rise",
    "late_held_out_loss_change",
    "held_out_loss_oscillation",
    "held_out_accuracy_oscillation",
)

# Of a run at an epoch that the plan asks for: a published number is of it.
EPOCH_METRIC_NAMES = (
    *("train_loss", "train_accuracy"),
    *("val_loss", "val_accuracy"),
    *("test_loss", "test_accuracy"),
)


@dataclass(frozen=True)
class Statistic:
    """One metric over the seeds: `values` holds one entry a run, None where it does not count.

    `std` has n - 1 in its denominator and is None below two values; `mean` is None without any.
    """

    mean: float | None
    std: float | None
    n: int
    values: tuple[Number | None, ...]


# The statistic over no run.
NOTHING = Statistic(None, None, 0, ())


@dataclass(frozen=True)
class Majority:
    """Always answering the commonest class of the test set, and how often that is right.

    `frequencies_loss`: the cross-entropy of giving each class its share of the test set.
    """

    accuracy: float
    label: str
    n_test: int
    frequencies_loss: float


@dataclass(frozen=True)
class RunSummary:
    """One run. `metrics` has an entry for each of METRIC_NAMES, None where it is not finite.

    `answers_one_class`: every test image got the same answer. `no_better_loss` and
    `p_better_answers` set the run beside answers that do not look at the image
    (metrics/fixed_answer.py). `cut_off_answers`: to how many test images the answer was so wrong
    that Keras cuts it off (metrics/cut_off.py). `at_epochs` has, by epoch, an entry for each of
    EPOCH_METRIC_NAMES, None where it was not recorded; an epoch is missing if the run diverged
    before. `epochs`: how many it was trained for; `restored_epoch`: whose weights early stopping
    has restored, None where the last counts.
    """

    name: str
    seed: int
    key: str
    directory: str
    diverged: bool
    epochs: int
    metrics: dict[str, Number | None]
    test_accuracy_interval: tuple[float, float]
    answers_one_class: bool
    no_better_loss: bool
    p_better_answers: float
    cut_off_answers: int = 0
    at_epochs: dict[int, dict[str, Number | None]] = field(default_factory=dict)
    restored_epoch: int | None = None

    @property
    def counted_epoch(self) -> int:
        """The epoch whose weights were tested, and that losses and accuracies are of."""
        return self.restored_epoch or self.epochs

    def to_dict(self) -> dict[str, Any]:
        """As the file has it: each metric beside the other fields."""
        left_out = {"metrics"} if self.restored_epoch else {"metrics", "restored_epoch"}
        others = {name: value for name, value in vars(self).items() if name not in left_out}
        return others | self.metrics


def _with_metrics(value: Any) -> Any:
    """A run of the file, or one that was read already, with its metrics together."""
    if not isinstance(value, dict):
        return value
    for name in METRIC_NAMES:
        if name not in value:
            raise ValueError(f"{name} is missing")
    return {**value, "metrics": {name: value[name] for name in METRIC_NAMES}}


@dataclass(frozen=True)
class ConfigurationSummary:
    """All runs of one configuration; diverged runs are counted and left out of `metrics`.

    `at_epochs` has, by epoch, a statistic for each of EPOCH_METRIC_NAMES; a run that diverged later
    counts in it.
    Without validation images, `val_loss` and `val_accuracy` have no values.
    `overfitting`: `clear`, `mild`, `none seen`, or None where the runs do not show which.
    """

    name: str
    label: str
    varied: Varied
    settings: RunSettings
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
    runs: tuple[Annotated[RunSummary, BeforeValidator(_with_metrics)], ...]
    at_epochs: dict[int, dict[str, Statistic]] = field(default_factory=dict)
    overfitting: str | None = None

    @property
    def over_fits(self) -> bool:
        """Whether the runs are shown to over-fit."""
        return self.overfitting in ("clear", "mild")

    @property
    def held_out_part(self) -> str:
        """The part of the data that was looked at after each epoch: VALIDATION or TEST."""
        return VALIDATION if self.n_validation else TEST


@dataclass(frozen=True)
class FailedRun:
    """A planned run that left nothing; `failure` says why, in a sentence."""

    name: str
    seed: int
    key: str
    failure: str


@dataclass(frozen=True)
class Gap:
    """The failed runs of a configuration, which `name`, `label` and the settings describe.

    `place` is the configuration's in the plan, `seeds` are all that were planned for it.
    """

    name: str
    label: str
    varied: Varied
    settings: RunSettings
    place: int
    seeds: tuple[int, ...]
    runs: tuple[FailedRun, ...]

    @property
    def is_whole(self) -> bool:
        """Whether not one run of the configuration is left."""
        return len(self.runs) == len(self.seeds)


@dataclass(frozen=True)
class PlannedConfiguration:
    """A configuration with what there is of it: one of the two at least is not None."""

    summary: ConfigurationSummary | None
    gap: Gap | None

    @property
    def known(self) -> ConfigurationSummary | Gap:
        """The summary or the gap; both have name, label, varied and settings."""
        return cast(ConfigurationSummary | Gap, self.summary or self.gap)

    @property
    def seeds(self) -> tuple[int, ...]:
        """All seeds that were planned, in the plan's order."""
        if self.gap:
            return self.gap.seeds
        return tuple(run.seed for run in self.known.runs)

    @property
    def failed(self) -> tuple[FailedRun, ...]:
        return self.gap.runs if self.gap else ()

    @property
    def runs(self) -> list[RunSummary | FailedRun]:
        """All runs, finished and failed, in the plan's order."""
        finished = self.summary.runs if self.summary else ()
        return sorted([*finished, *self.failed], key=lambda run: self.seeds.index(run.seed))


@dataclass(frozen=True)
class Summary:
    """One experiment; `dataset` and `axes` as in its plan.

    `configurations` are those with a run that finished, and hold finished runs only; `gaps` are
    those with a run that failed. Both keep the order of the plan. `majority` is None where
    configurations have different tasks, each with a commonest class of its own, or none is left.
    """

    lab: str
    experiment: str
    dataset: PlannedDataset
    axes: tuple[SweptAxis, ...]
    configurations: tuple[ConfigurationSummary, ...]
    majority: Majority | None
    gaps: tuple[Gap, ...] = ()

    @property
    def planned(self) -> list[PlannedConfiguration]:
        """Every configuration of the plan, in its order."""
        gaps = {gap.name: gap for gap in self.gaps}
        planned = [
            PlannedConfiguration(configuration, gaps.get(configuration.name))
            for configuration in self.configurations
        ]
        for gap in self.gaps:
            if gap.is_whole:
                planned.insert(gap.place, PlannedConfiguration(None, gap))
        return planned


def write_summary(path: Path, summary: Summary) -> None:
    """Write summary.json."""
    write_typed(path, summary)


def read_summary(path: Path) -> Summary:
    """Read summary.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, Summary)


def write_summary_table(path: Path, summary: Summary) -> None:
    """Write summary.csv: a row a configuration, mean, spread and count of each metric.

    `n_runs` counts runs that finished, diverged or not; `n_failed` those that did not. The metrics
    at an epoch that the plan asks for are columns of their own, as `test_loss_at_epoch_500_mean`.
    """
    epochs = sorted(
        {epoch for configuration in summary.configurations for epoch in configuration.at_epochs}
    )
    at_epochs = [(name, epoch) for epoch in epochs for name in EPOCH_METRIC_NAMES]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [*METRIC_NAMES, *(f"{name}_at_epoch_{epoch}" for name, epoch in at_epochs)]
    statistics = [f"{name}_{part}" for name in names for part in ("mean", "std", "n")]
    writer.writerow(
        ["name", "label", "parameters", "n_runs", "n_diverged", "n_failed", *statistics]
    )
    for planned in summary.planned:
        configuration = planned.summary
        cells: list[float | None] = [configuration.parameters if configuration else None]
        cells += [configuration.n_runs, configuration.n_diverged] if configuration else [0, 0]
        cells.append(len(planned.failed))
        epochs_read = configuration.at_epochs if configuration else {}
        statistics_of_row = [
            *(configuration.metrics[name] if configuration else NOTHING for name in METRIC_NAMES),
            *(epochs_read.get(epoch, {}).get(name, NOTHING) for name, epoch in at_epochs),
        ]
        for statistic in statistics_of_row:
            cells += [statistic.mean, statistic.std, statistic.n]
        writer.writerow(
            [planned.known.name, planned.known.label]
            + ["" if cell is None else repr(cell) for cell in cells]
        )
    write_text(path, text.getvalue())
