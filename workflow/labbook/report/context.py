"""What the templates see: `report`, and in the loop over its experiments `experiment`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from markupsafe import Markup

from labbook.artifacts.experiment_plan import SweptAxis
from labbook.artifacts.findings import Finding
from labbook.artifacts.findings_plan import DatasetDescription
from labbook.artifacts.history import common_part
from labbook.artifacts.run_settings import RunSettings
from labbook.artifacts.summary import (
    ConfigurationSummary,
    Majority,
    PlannedConfiguration,
    RunSummary,
)
from labbook.metrics.best_configuration import TEST_ACCURACY, best
from labbook.report.columns import has_validation, held_out_part, parts_of
from labbook.report.run_rows import RunRow
from labbook.report.settings import Setting
from labbook.report.tables import DifferenceRow, Row, difference_rows, glance_cells
from labbook.report.topic_section import Figure, Topics

NO_TOPICS = Topics({})
Value = TypeVar("Value")


def distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order of appearance."""
    return list(dict.fromkeys(values))


@dataclass(frozen=True)
class Identity:
    """Who hands in: `author` in one piece, and the other fields of the config as written there."""

    author: str
    fields: Mapping[str, str]


class _Configurations(Protocol):
    @property
    def planned(self) -> Sequence[PlannedConfiguration]: ...

    @property
    def configurations(self) -> Sequence[ConfigurationSummary]: ...


class Counts:
    """What is counted in the configurations of an experiment, or of all experiments of a lab."""

    @property
    def epochs(self: _Configurations) -> list[int]:
        """The numbers of epochs that occur, in order of appearance."""
        return distinct(configuration.known.settings.epochs for configuration in self.planned)

    @property
    def run_counts(self: _Configurations) -> list[int]:
        """The numbers of runs that finished, in order of appearance; empty where none did."""
        return distinct(configuration.n_runs for configuration in self.configurations)

    @property
    def n_planned(self: _Configurations) -> int:
        return sum(len(configuration.seeds) for configuration in self.planned)

    @property
    def n_failed(self: _Configurations) -> int:
        return sum(len(configuration.failed) for configuration in self.planned)

    @property
    def n_diverged(self: _Configurations) -> int:
        return sum(configuration.n_diverged for configuration in self.configurations)


@dataclass(frozen=True)
class Experiment(Counts):
    """One question and its runs; `majorities` has one entry unless it compares different tasks.

    `planned` are all configurations, `configurations` those with a run that finished; `run_rows` is
    by a configuration's name; `topics` has what else is shown of it.
    """

    name: str
    title: str
    question: str
    dataset: DatasetDescription
    planned: Sequence[PlannedConfiguration]
    configurations: Sequence[ConfigurationSummary]
    majorities: Sequence[Majority]
    axes: Sequence[SweptAxis]
    settings: Sequence[Setting]
    results: Sequence[Row]
    course: Sequence[Row]
    figures: Mapping[str, Figure]
    findings: Sequence[Finding]
    run_rows: Mapping[str, Sequence[RunRow]]
    topics: Topics

    def label(self, configuration: str) -> str:
        """The words that stand for the name of a configuration or of a trial."""
        further = {name: label for topic in self.topics for name, label in topic.labels.items()}
        own = {planned.known.name: planned.known.label for planned in self.planned}
        return (further | own)[configuration]

    def keys_of(self, configuration: str) -> set[str]:
        """Keys of the runs of a configuration, or of a trial."""
        planned = [planned.runs for planned in self.planned if planned.known.name == configuration]
        further = [topic.run_keys.get(configuration, set()) for topic in self.topics]
        return {run.key for runs in planned for run in runs}.union(*further)

    def of_kind(self, *kinds: str) -> list[Finding]:
        """The findings of these kinds, in order."""
        return [finding for finding in self.findings if finding.kind in kinds]

    def has(self, kind: str, *verdicts: str) -> bool:
        """Whether there is a finding of the kind with one of the verdicts (of any, if none)."""
        return any(not verdicts or finding.verdict in verdicts for finding in self.of_kind(kind))

    @property
    def drawn(self) -> list[Figure]:
        """All its figures."""
        further = (figure for topic in self.topics for figure in topic.figures.values())
        return [*self.figures.values(), *further]

    @property
    def parts(self) -> list[str]:
        """The parts of the data that its tables have columns for."""
        return parts_of(self.planned)

    @property
    def held_out(self) -> str:
        """What was looked at after each epoch: "validation", "test" or, of both, "held-out"."""
        return held_out_part(self.planned)

    @property
    def differences(self) -> list[DifferenceRow]:
        """The best against each of the others, in order of rank."""
        return difference_rows(self.of_kind("difference"), self.label)

    @property
    def finished(self) -> list[ConfigurationSummary]:
        """Configurations with a run that did not diverge."""
        return [
            configuration
            for configuration in self.configurations
            if configuration.n_runs > configuration.n_diverged
        ]

    @property
    def best(self) -> ConfigurationSummary | None:
        """Highest mean test accuracy, the first of equals; None where no run has a result."""
        return next(iter(best(self.configurations, TEST_ACCURACY)), None)

    @property
    def runs(self) -> list[RunSummary]:
        return [run for configuration in self.configurations for run in configuration.runs]


@dataclass(frozen=True)
class Report(Counts):
    """One lab; in `commits`, "" is a run made outside of Git. `dataset`: that of most of it;
    `topics`: what is shown once of the whole lab.
    """

    lab: str
    title: str
    assignment: str
    identity: Identity
    dataset: DatasetDescription
    equivalence_margin: float
    experiments: Sequence[Experiment]
    versions: Mapping[str, str]
    commits: Sequence[str]
    topics: Topics = NO_TOPICS

    def experiment(self, name: str) -> Experiment | None:
        """By its name; None where the config leaves it out."""
        return next(
            (experiment for experiment in self.experiments if experiment.name == name), None
        )

    @property
    def datasets(self) -> list[DatasetDescription]:
        """Those of all experiments, in order of appearance, the lab's own first."""
        datasets = [self.dataset, *(experiment.dataset for experiment in self.experiments)]
        used = {dataset.name: dataset for dataset in reversed(datasets) if self.on(dataset)}
        return sorted(used.values(), key=datasets.index)

    def on(self, dataset: DatasetDescription) -> list[Experiment]:
        """The experiments on these images, whatever they asked for."""
        return [
            experiment for experiment in self.experiments if experiment.dataset.name == dataset.name
        ]

    @property
    def on_fallback(self) -> list[Experiment]:
        """The experiments whose data could not be had."""
        return [experiment for experiment in self.experiments if experiment.dataset.is_fallback]

    def with_finding(self, kind: str, *verdicts: str) -> list[Experiment]:
        """The experiments that have such a finding."""
        return [experiment for experiment in self.experiments if experiment.has(kind, *verdicts)]

    @property
    def drawn(self) -> list[Figure]:
        """All its figures."""
        own = (figure for topic in self.topics for figure in topic.figures.values())
        return [*(figure for experiment in self.experiments for figure in experiment.drawn), *own]

    @property
    def styles(self) -> list[str]:
        """The style sheets that its topics need, each once."""
        topics = [
            *(topic for experiment in self.experiments for topic in experiment.topics),
            *self.topics,
        ]
        return distinct(topic.style for topic in topics if topic.style)

    @property
    def glance(self) -> list[tuple[Experiment, ConfigurationSummary | None, Markup, Markup]]:
        """Of each experiment its best configuration with test loss and test accuracy."""
        first = [experiment.best for experiment in self.experiments]
        cells = glance_cells(
            first, [bool(experiment.configurations) for experiment in self.experiments]
        )
        return [
            (experiment, configuration, *cell)
            for experiment, configuration, cell in zip(self.experiments, first, cells, strict=True)
        ]

    @property
    def planned(self) -> list[PlannedConfiguration]:
        return [
            configuration for experiment in self.experiments for configuration in experiment.planned
        ]

    @property
    def configurations(self) -> list[ConfigurationSummary]:
        return [
            configuration
            for experiment in self.experiments
            for configuration in experiment.configurations
        ]

    @property
    def seed_counts(self) -> list[int]:
        """The numbers of seeds that were planned, in order of appearance."""
        return distinct(len(configuration.seeds) for configuration in self.planned)

    def held_out_in(self, kind: str, *verdicts: str) -> str:
        """What such findings call the part of the data that was looked at after each epoch."""
        found = [
            finding.details["held_out"]
            for experiment in self.experiments
            for finding in experiment.of_kind(kind)
            if not verdicts or finding.verdict in verdicts
        ]
        return common_part(found)

    @property
    def splits(self) -> list[tuple[float, int]]:
        """The shares held out for validation, each with the seed of its split, that occur."""
        settings = [configuration.known.settings for configuration in self.planned]
        splits = [
            (of_runs.validation_fraction, of_runs.split_seed)
            for of_runs in settings
            if has_validation(of_runs)
        ]
        return distinct(splits)

    @property
    def n_trials(self) -> int:
        """How many runs were trials of a search."""
        return sum(
            len(keys)
            for experiment in self.experiments
            for topic in experiment.topics
            for keys in topic.run_keys.values()
        )

    @property
    def positive_class(self) -> int | None:
        """The class told from the rest, where all binary experiments ask for the same one."""
        found = {configuration.known.settings.positive_class for configuration in self.planned} - {
            None
        }
        return found.pop() if len(found) == 1 else None

    def used(self, setting: str) -> list[str]:
        """Identifiers that occur as `activation`, `output`, `loss`, `optimizer` or `task`.

        Also as parts of a `block` of convolutions, and as `dropout`.
        """
        found: dict[str, None] = {}
        for configuration in self.planned:
            found |= dict.fromkeys(_identifiers(configuration.known.settings, setting))
        return list(found)


def _identifiers(settings: RunSettings, setting: str) -> list[str]:
    match setting:
        case "activation":
            return settings.activations
        case "block":
            return ["convolution", "max_pooling"] if settings.blocks else []
        case "dropout":
            return ["dropout"] if settings.has_dropout else []
        case "output":
            return [settings.output.activation]
        case "optimizer":
            return [settings.optimizer["name"].replace("_", "").lower()]
        case "task":
            return [settings.task.kind]
        case _:
            return [getattr(settings, setting)]
