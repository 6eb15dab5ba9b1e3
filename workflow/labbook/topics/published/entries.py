"""Published numbers, each with our result for the configuration that it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from labbook.artifacts.findings import Finding
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.summary import (
    NOTHING,
    ConfigurationSummary,
    PlannedConfiguration,
    RunSummary,
    Statistic,
)
from labbook.findings.experiment import Experiment, Facts
from labbook.text.names import setting_name
from labbook.topics.published.conditions import alike_but_for, conditions_in_words, differing

ACCURACIES = ("test_accuracy", "train_accuracy")
TURN = "lowest_test_loss_epoch"
CROSSING = "loss_crossing_epoch"
# The numbers that an entry may have, in the order of the report, with their names in sentences.
WORDS = {
    "test_accuracy": "test accuracy",
    "train_accuracy": "training accuracy",
    "test_loss": "test loss",
    "train_loss": "training loss",
    TURN: "epoch of the lowest test loss",
    CROSSING: "epoch from which the test loss stays above the training loss",
}
# The plan allows a published epoch only if the test images are the held-out part of the runs, so
# these are the epochs of the test loss.
OUR_EPOCHS = {TURN: "lowest_held_out_loss_epoch", CROSSING: "held_out_loss_crossing_epoch"}


@dataclass(frozen=True)
class Beside:
    """A published number, and a configuration of ours that it is about.

    `place` is the place of its entry in the config, from 0. `metric` is a key of WORDS.
    """

    place: int
    entry: PublishedNumbers
    metric: str
    planned: PlannedConfiguration

    @property
    def published(self) -> float:
        number: float = getattr(self.entry, self.metric)
        return number

    @property
    def decimals(self) -> int:
        """How many decimals the number is printed with; the config may add zeros at the end."""
        exponent = Decimal(repr(self.published)).as_tuple().exponent
        written = max(0, -exponent) if isinstance(exponent, int) else 0
        stated = self.entry.decimals if self.metric in ACCURACIES else None
        return max(written, stated or 0)

    @property
    def unit(self) -> float:
        """One unit of the last decimal that is printed."""
        return float(10.0**-self.decimals)

    @property
    def epoch(self) -> int | None:
        """The epoch of an accuracy or a loss, as the config has it; None for the last epoch."""
        return None if self.metric in OUR_EPOCHS else self.entry.epoch

    @property
    def ours(self) -> Statistic:
        """Our number, at that epoch; a statistic of no run if none of ours got there."""
        summary = self.planned.summary
        if summary is None:
            return NOTHING
        if self.epoch is None or self.epoch == summary.settings.epochs:
            return summary.metrics[OUR_EPOCHS.get(self.metric, self.metric)]
        return summary.at_epochs[self.epoch][self.metric]

    @property
    def runs(self) -> list[RunSummary]:
        """Our runs that have a value in `ours`."""
        runs = self.planned.summary.runs if self.planned.summary else ()
        return [run for run, value in zip(runs, self.ours.values, strict=True) if value is not None]

    @property
    def has_result(self) -> bool:
        """Whether a run got to that epoch; the losses of one that did need not cross."""
        summary = self.planned.summary
        if self.metric == CROSSING and summary is not None:
            return summary.n_runs > summary.n_diverged
        return self.ours.n > 0


def ours_of(
    experiment: Experiment, place: int, entry: PublishedNumbers, metric: str
) -> list[Beside]:
    """The number beside each configuration of ours that it may be about.

    That is the one that the entry names and, where the source does not state a setting, each that
    differs from it in that setting alone, as far as it is known at that epoch.
    """
    planned = experiment.summary.planned
    named = [
        one
        for one in planned
        if all(one.known.varied.get(name) == value for name, value in entry.of.items())
    ]
    return [
        Beside(place, entry, metric, one)
        for one in planned
        if one in named
        or (
            (entry.epoch is None or (one.summary and entry.epoch in one.summary.at_epochs))
            and any(
                alike_but_for(entry.unstated, one.known.settings, other.known.settings)
                for other in named
                if entry.unstated
            )
        )
    ]


def numbers_beside_ours(experiment: Experiment, *metrics: str) -> list[tuple[str, Beside]]:
    """All published numbers of these metrics, each with a unique part for its finding's id."""
    found = [
        beside
        for place, entry in enumerate(experiment.published)
        for metric in metrics
        if getattr(entry, metric) is not None
        for beside in ours_of(experiment, place, entry, metric)
    ]
    # Two sources may have published a number for the same configuration.
    names = [_name(beside) for beside in found]
    return [
        (name if names.count(name) == 1 else f"{name}_{number}", beside)
        for number, (name, beside) in enumerate(zip(names, found, strict=True), start=1)
    ]


def _name(beside: Beside) -> str:
    parts = [beside.planned.known.name]
    if beside.metric.startswith("train_"):
        parts.append("training")
    if beside.metric == CROSSING:
        parts.append("crossing")
    if beside.epoch is not None:
        parts.append(f"epoch-{beside.epoch}")
    return ".".join(parts)


def find_beside(
    experiment: Experiment,
    kind: str,
    metrics: tuple[str, ...],
    find: Callable[[Experiment, Beside, ConfigurationSummary, str], Finding],
) -> list[Finding]:
    """A finding for each published number of these metrics, by `find` or without a result."""
    return [
        find(experiment, beside, ours, qualifier)
        if (ours := beside.planned.summary) and beside.has_result
        else _without_result(experiment, kind, beside, qualifier)
        for qualifier, beside in numbers_beside_ours(experiment, *metrics)
    ]


def _without_result(experiment: Experiment, kind: str, beside: Beside, qualifier: str) -> Finding:
    """A finding with the verdict `no result`: none of our runs can be compared with the number."""
    ours = beside.planned
    diverged = "diverged" if beside.epoch is None else "diverged before"
    ends = (("failed", ours.failed), (diverged, ours.summary))
    return experiment.finding(
        kind,
        "no result",
        [ours.known],
        qualifier=qualifier,
        numbers={"published": beside.published, "epoch": beside.epoch},
        given=("published", "epoch"),
        details={
            **told_by_the_config(experiment, beside),
            "why": " or ".join(end for end, happened in ends if happened),
            "one_run": len(ours.seeds) == 1,
        },
        runs=ours.runs,
    )


def told_by_the_config(experiment: Experiment, beside: Beside) -> Facts:
    """The details that the config gives: the entry, its source, and what is known of its training.

    `called`: the metric, without "test" where the source does not say so. `decimals`: of the number
    as it was printed; of an accuracy, those of its percentage.
    """
    entry, settings = beside.entry, beside.planned.known.settings
    conditions = entry.conditions
    # For a number after a given epoch, the length of the whole training does not matter.
    meant = {key: value for key, value in conditions.items() if key != "epochs" or not beside.epoch}
    name_of = experiment.summary.dataset.class_name
    first = next(metric for metric in WORDS if getattr(entry, metric) is not None)
    of_accuracy = beside.metric in ACCURACIES
    images_unstated = entry.images == "unknown" and beside.metric in ("test_accuracy", "test_loss")
    return {
        "entry": beside.place,
        "is_first": beside.metric == first,
        "approximate": entry.approximate,
        "decimals": max(0, beside.decimals - 2) if of_accuracy else beside.decimals,
        "of_images": entry.images,
        "metric": WORDS[beside.metric],
        "called": WORDS[beside.metric].removeprefix("test " if images_unstated else ""),
        "crosses": beside.metric == CROSSING,
        "source": entry.source or experiment.published_source,
        "note": entry.note or experiment.published_note,
        "our_data": experiment.other_data,
        "conditions": conditions_in_words(conditions, name_of),
        "differs": differing(meant, settings, name_of),
        "unstated": [setting_name(key) for key in entry.unstated],
        "images_unstated": images_unstated,
    }
