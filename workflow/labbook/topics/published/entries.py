"""Published numbers with our results for the same configuration, and where the settings differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.findings import Finding
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.spec import INITIALIZER
from labbook.artifacts.summary import (
    NOTHING,
    ConfigurationSummary,
    PlannedConfiguration,
    RunSummary,
    Statistic,
)
from labbook.findings.experiment import Experiment, Facts
from labbook.text.names import setting_name, value_words


def conditions_in_words(
    conditions: Mapping[str, Any], name_of: Callable[[int], str] = str
) -> list[str]:
    """Write `{"learning_rate": 1.0, "units": [64]}` as `learning rate 1`, `units 64`.

    `name_of`: the name of the class with a label.
    """
    return [
        f"{setting_name(key)} {_value_in_words(key, value, name_of)}"
        for key, value in conditions.items()
    ]


def differing(
    conditions: Mapping[str, Any], settings: RunSettings, name_of: Callable[[int], str] = str
) -> list[dict[str, str]]:
    """List the published conditions that differ from our settings.

    `conditions` has keys of config.yaml; `settings` is a spec without its seed. Each entry of the
    result has `setting`, `published` and `ours`, in words. Seeds are not compared, because a seed
    means nothing in another program.
    """
    found = []
    for key, value in conditions.items():
        if key == "seeds":
            continue
        if key == "units" and isinstance(value, int):
            # The conditions give one number of units for all their layers.
            value = [value] * conditions.get("hidden_layers", 1)
        ours = _ours(key, settings)
        if _listed(key, value) != _listed(key, ours):
            words = {
                "published": _value_in_words(key, value, name_of),
                "ours": _value_in_words(key, ours, name_of),
            }
            found.append({"setting": setting_name(key), **words})
    return found


def _ours(key: str, settings: RunSettings) -> Any:
    """The value in our spec of what config.yaml calls `key`."""
    match key:
        case "hidden_layers":
            return len(settings.hidden)
        case "activation":
            return settings.activations
        case "units" | "dropout":
            return [getattr(layer, key) for layer in settings.hidden]
        case "filters":
            return [[*block.filters] for block in settings.blocks]
        case "kernel_size":
            return [block.kernel_size for block in settings.blocks]
        case "block_dropout":
            return [block.dropout for block in settings.blocks]
        case "model" | "arguments":
            return settings.own and (
                {"file": settings.own.file, "function": settings.own.function}
                if key == "model"
                else settings.own.arguments
            )
        case "output_activation":
            return settings.output.activation
        case "optimizer":
            return settings.optimizer["name"]
        case "learning_rate":
            return settings.optimizer["learning_rate"]
        case "weight_decay":
            return settings.optimizer.get(key)
        case "kernel_initializer":
            return settings.kernel_initializer or INITIALIZER
        case "positive_class":
            return settings.task.positive
        case "early_stopping" | "augmentation":
            asked = getattr(settings, key)
            return asked and vars(asked)
        case "device":
            return settings.device or "cpu"
        case _:
            return getattr(settings, key)


def _listed(key: str, value: Any) -> Any:
    """Write values alike that mean the same: one value for all layers, or equal values by layer."""
    if key in ("units", "activation", "dropout", "kernel_size", "block_dropout"):
        values = value if isinstance(value, list) else [value]
        # The number of `units` values is the number of layers, so it has to be kept.
        alike = key != "units" and all(layer_value == values[0] for layer_value in values)
        return values[:1] if alike else values
    if key == "optimizer" and isinstance(value, dict):
        return value["name"]
    return value


def _value_in_words(key: str, value: Any, name_of: Callable[[int], str]) -> str:
    if key == "positive_class" and value is not None:
        return name_of(value)
    return value_words(key, _listed(key, value) if isinstance(value, list) else value)


TURN = "lowest_test_loss_epoch"
# The numbers that an entry may have, in the order of the report, with their names in sentences.
WORDS = {
    "test_accuracy": "test accuracy",
    "train_accuracy": "training accuracy",
    "test_loss": "test loss",
    "train_loss": "training loss",
    TURN: "epoch of the lowest test loss",
}
# The plan allows a published TURN only if the test images are the held-out part of the runs, so
# this is the epoch of the lowest test loss.
LOWEST_LOSS_EPOCH = "lowest_held_out_loss_epoch"
# Adadelta as published (Zeiler, 2012, arXiv:1212.5701) has no learning rate: its factor is 1.
OLD_ADADELTA_RATE = 1.0


@dataclass(frozen=True)
class Beside:
    """A published number, and the configuration of ours that it is about.

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
    def epoch(self) -> int | None:
        """The epoch of an accuracy or a loss, as the config has it; None for the last epoch."""
        return None if self.metric == TURN else self.entry.epoch

    @property
    def ours(self) -> Statistic:
        """Our number, at that epoch; a statistic of no run if none of ours got there."""
        summary = self.planned.summary
        if summary is None:
            return NOTHING
        if self.epoch is None or self.epoch == summary.settings.epochs:
            return summary.metrics[LOWEST_LOSS_EPOCH if self.metric == TURN else self.metric]
        return summary.at_epochs[self.epoch][self.metric]

    @property
    def runs(self) -> list[RunSummary]:
        """Our runs that have a value in `ours`."""
        runs = self.planned.summary.runs if self.planned.summary else ()
        return [run for run, value in zip(runs, self.ours.values, strict=True) if value is not None]


def printed_unit(published: float) -> float:
    """One unit of the last decimal that a number was published with."""
    return float(10.0 ** -len(repr(published).partition(".")[2]))


def numbers_beside_ours(experiment: Experiment, *metrics: str) -> list[tuple[str, Beside]]:
    """All published numbers of these metrics, each with a unique part for its finding's id."""
    found = [
        Beside(place, entry, metric, planned)
        for place, entry in enumerate(experiment.published)
        for planned in experiment.summary.planned
        for metric in metrics
        if getattr(entry, metric) is not None
        if all(planned.known.varied.get(name) == value for name, value in entry.of.items())
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
        if (ours := beside.planned.summary) and beside.ours.n
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
    """The details that the config gives: the entry, its source, and how its training differed."""
    entry, settings = beside.entry, beside.planned.known.settings
    conditions = entry.conditions
    # For a number after a given epoch, the length of the whole training does not matter.
    meant = {key: value for key, value in conditions.items() if key != "epochs" or not beside.epoch}
    name_of = experiment.summary.dataset.class_name
    differs = differing(meant, settings, name_of)
    first = next(metric for metric in WORDS if getattr(entry, metric) is not None)
    return {
        "entry": beside.place,
        "is_first": beside.metric == first,
        "approximate": entry.approximate,
        "of_images": entry.images,
        "metric": WORDS[beside.metric],
        "source": entry.source or experiment.published_source,
        "note": entry.note or experiment.published_note,
        "our_data": experiment.other_data,
        "conditions": conditions_in_words(conditions, name_of),
        "differs": differs,
        "old_adadelta": any(difference["setting"] == "learning rate" for difference in differs)
        and settings.optimizer["name"] == "adadelta"
        and conditions["learning_rate"] == OLD_ADADELTA_RATE,
    }
