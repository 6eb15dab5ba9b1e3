"""The objects that templates see: `report`, and `experiment` in the loop over experiments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

from markupsafe import Markup

from labbook.artifacts.experiment_plan import RunSettings, SweptAxis
from labbook.artifacts.findings import Finding
from labbook.artifacts.findings_plan import DatasetDescription
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.spec import Task
from labbook.artifacts.summary import (
    ConfigurationSummary,
    Majority,
    PlannedConfiguration,
    RunSummary,
)
from labbook.metrics.best_configuration import (
    N_BEST,
    TEST_ACCURACY,
    VALIDATION_ACCURACY,
    best,
    ranked_by,
)
from labbook.report.columns import has_validation, held_out_part, parts_of
from labbook.report.measured import plain
from labbook.report.origin import Runs, rest_anchor, statement_anchor
from labbook.report.settings import Setting, shared_settings
from labbook.report.tables import DifferenceRow, Row, RunRow, difference_rows, glance_cells
from labbook.report.topic_section import Figure, Topics

NO_TOPICS = Topics({})
# Kinds with a finding for each line or pair of a sweep.
TOLD_TOGETHER = ("trend", "paired_difference")
Value = TypeVar("Value")


def distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order of appearance."""
    return list(dict.fromkeys(values))


@dataclass(frozen=True)
class Identity:
    """The students who hand in: `author` is one text, `fields` are the config's other fields."""

    author: str
    fields: Mapping[str, str]


class _Configurations(Protocol):
    @property
    def planned(self) -> Sequence[PlannedConfiguration]: ...

    @property
    def configurations(self) -> Sequence[ConfigurationSummary]: ...


class Counts:
    """What is counted in the configurations of an experiment, or of all experiments of a lab.

    A run that several experiments share is counted once, by its key.
    """

    @property
    def epochs(self: _Configurations) -> list[int]:
        """The numbers of epochs that occur, in order of appearance."""
        return distinct(configuration.known.settings.epochs for configuration in self.planned)

    @property
    def stops_early(self: _Configurations) -> bool:
        """Whether a training may end before the last of its epochs."""
        return any(configuration.known.settings.early_stopping for configuration in self.planned)

    @property
    def augments(self: _Configurations) -> bool:
        """Whether training images are changed at random."""
        return any(configuration.known.settings.augmentation for configuration in self.planned)

    @property
    def run_counts(self: _Configurations) -> list[int]:
        """The numbers of runs that finished, in order of appearance; empty where none did."""
        return distinct(configuration.n_runs for configuration in self.configurations)

    @property
    def n_planned(self: _Configurations) -> int:
        return len({run.key for configuration in self.planned for run in configuration.runs})

    @property
    def n_failed(self: _Configurations) -> int:
        return len({run.key for configuration in self.planned for run in configuration.failed})

    @property
    def n_diverged(self: _Configurations) -> int:
        runs = (run for configuration in self.configurations for run in configuration.runs)
        return len({run.key for run in runs if run.diverged})


@dataclass(frozen=True)
class Experiment(Counts):
    """One question and the runs that answer it.

    `planned` holds all configurations, `shown` those that tables list one by one, `configurations`
    those with a finished run. `majorities` has one entry, or several if the experiment compares
    different tasks. `run_rows` maps the name of a configuration to its rows. `topics` holds the
    sections that topics add; `own_metrics` the titles of the columns that `results` has for metrics
    of one's own. `n_best`: how many are shown of very many.
    """

    name: str
    title: str
    question: str
    dataset: DatasetDescription
    planned: Sequence[PlannedConfiguration]
    shown: Sequence[PlannedConfiguration]
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
    own_metrics: Sequence[str] = ()
    n_best: int = N_BEST

    def label(self, configuration: str) -> str:
        """The words by which the report calls a configuration or a trial."""
        return self._labels[configuration]

    @cached_property
    def _labels(self) -> dict[str, str]:
        further = {name: label for topic in self.topics for name, label in topic.labels.items()}
        return further | {planned.known.name: planned.known.label for planned in self.planned}

    @property
    def n_unlisted(self) -> int:
        """How many configurations no table lists, as there are too many."""
        return len(self.planned) - len(self.shown)

    @property
    def shown_by(self) -> str:
        """Of a few that stand for all: the part of the data whose accuracy has chosen them."""
        metric = ranked_by(self.configurations)
        return VALIDATION if metric == VALIDATION_ACCURACY else TEST

    @property
    def adds_best(self) -> bool:
        """Whether the last of those shown is there for its test accuracy alone."""
        return self.n_unlisted > 0 and len(self.shown) > self.n_best

    def together(self, findings: Sequence[Finding]) -> list[list[Finding]]:
        """The findings that share a sentence: of very many configurations, those along an axis."""
        groups: dict[object, list[Finding]] = {}
        for place, finding in enumerate(findings):
            shared = self.n_unlisted and finding.kind in TOLD_TOGETHER
            key = (finding.kind, finding.details.get("axis")) if shared else place
            groups.setdefault(key, []).append(finding)
        return list(groups.values())

    @cached_property
    def listed(self) -> list[Finding]:
        """The findings that the appendix lists: of those that share a sentence, the first."""
        names = {one.known.name for one in self.shown}
        return [
            first
            for first, *_ in self.together(self.findings)
            if first.kind != "difference" or first.details["other"] in names
        ]

    def keys_of(self, configuration: str) -> set[str]:
        """The keys of the runs of a configuration or a trial."""
        planned = [planned.runs for planned in self.planned if planned.known.name == configuration]
        further = [topic.run_keys.get(configuration, set()) for topic in self.topics]
        return {run.key for runs in planned for run in runs}.union(*further)

    def of_kind(self, *kinds: str) -> list[Finding]:
        """The findings of these kinds, in order."""
        return [finding for finding in self.findings if finding.kind in kinds]

    def has(self, kind: str, *verdicts: str) -> bool:
        """Whether a finding of this kind has one of the verdicts; without verdicts, any counts."""
        return any(not verdicts or finding.verdict in verdicts for finding in self.of_kind(kind))

    @property
    def parts(self) -> list[str]:
        """The parts of the data that its tables have columns for."""
        return parts_of(self.planned)

    @property
    def held_out(self) -> str:
        """The part of the data that was evaluated after each epoch.

        "validation" or "test"; "held-out" if configurations differ.
        """
        return held_out_part(self.planned)

    @property
    def differences(self) -> list[DifferenceRow]:
        """The comparisons of the best with each other one that is shown, in order of rank."""
        listed = [finding for finding in self.listed if finding.kind == "difference"]
        return difference_rows(listed, self.label)

    @property
    def in_common(self) -> list[Markup]:
        """What a reader has to know of all its networks: units, optimizer, batch size."""
        return shared_settings(self.planned)

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
        """The configuration with the highest mean test accuracy, the first of equals.

        None if no run has a result.
        """
        return next(iter(best(self.configurations, TEST_ACCURACY)), None)

    @property
    def runs(self) -> list[RunSummary]:
        return [run for configuration in self.configurations for run in configuration.runs]


@dataclass(frozen=True)
class Choice:
    """The best network of a lab for one task, with its experiment.

    It is chosen by validation accuracy where all candidates have one, else by test accuracy.
    `next` is the best configuration of the other experiments with this task, None without any;
    `n_tied`: how many others, by runs of their own, reach just as much. `is_only`: there was
    nothing to choose from.
    """

    what: str
    experiment: Experiment
    configuration: ConfigurationSummary
    by_validation: bool
    next: tuple[Experiment, ConfigurationSummary] | None
    n_tied: int
    is_only: bool


@dataclass(frozen=True)
class Report(Counts):
    """One lab and its experiments.

    `dataset` is the lab's own, which most experiments use. `commits` has "" for a run made outside
    of Git. `topics` holds the sections that are shown once for the whole lab. `processors`: by the
    name of what decides the last bits of a training, how many runs had which. `has_supplement`:
    whether its two parts are typeset as two documents.
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
    processors: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_draft: bool = False
    has_supplement: bool = True

    @property
    def mixed_processors(self) -> dict[str, Mapping[str, int]]:
        """Those of `processors` that were not the same in all runs; none in most reports."""
        return {name: counts for name, counts in self.processors.items() if len(counts) > 1}

    def experiment(self, name: str) -> Experiment | None:
        """The experiment with this name; None if the config leaves it out."""
        return next(
            (experiment for experiment in self.experiments if experiment.name == name), None
        )

    @property
    def datasets(self) -> list[DatasetDescription]:
        """The datasets of all experiments in order of appearance; the lab's own is first."""
        datasets = [self.dataset, *(experiment.dataset for experiment in self.experiments)]
        used = {dataset.name: dataset for dataset in reversed(datasets) if self.on(dataset)}
        return sorted(used.values(), key=datasets.index)

    def on(self, dataset: DatasetDescription) -> list[Experiment]:
        """The experiments that used these images, even if they asked for others."""
        return [
            experiment for experiment in self.experiments if experiment.dataset.name == dataset.name
        ]

    @property
    def on_fallback(self) -> list[Experiment]:
        """The experiments that used a fallback because their data were not available."""
        return [experiment for experiment in self.experiments if experiment.dataset.is_fallback]

    def with_finding(self, kind: str, *verdicts: str) -> list[Experiment]:
        """The experiments that have such a finding."""
        return [experiment for experiment in self.experiments if experiment.has(kind, *verdicts)]

    @property
    def styles(self) -> list[str]:
        """The style sheets that topics need, without repetition."""
        topics = [
            *(topic for experiment in self.experiments for topic in experiment.topics),
            *self.topics,
        ]
        return distinct(topic.style for topic in topics if topic.style)

    @property
    def glance(self) -> list[tuple[Experiment, ConfigurationSummary | None, Markup, Markup]]:
        """Each experiment with its best configuration, the test loss and the test accuracy."""
        first = [experiment.best for experiment in self.experiments]
        cells = glance_cells(
            first, [bool(experiment.configurations) for experiment in self.experiments]
        )
        return [
            (experiment, configuration, *cell)
            for experiment, configuration, cell in zip(self.experiments, first, cells, strict=True)
        ]

    @cached_property
    def unlisted(self) -> dict[str, str]:
        """By the `id` that a row of the appendix would have, that of the row in its place."""
        return {
            anchor: rest
            for experiment in self.experiments
            if experiment.n_unlisted
            for anchor, rest in _unlisted(experiment)
        }

    @property
    def choices(self) -> list[Choice]:
        """The best network for each task on each dataset, in the order of the experiments."""
        rivals: dict[tuple[str, Task], list[tuple[Experiment, ConfigurationSummary]]] = {}
        for experiment in self.experiments:
            for one in experiment.finished:
                of_task = rivals.setdefault((experiment.dataset.name, one.settings.task), [])
                of_task.append((experiment, one))
        tasks = Counter(task for _, task in rivals)
        return [_choice(found, tasks[task] > 1) for (_, task), found in rivals.items()]

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
        """The part of the data, evaluated after each epoch, that such findings speak of."""
        found = [
            finding.details["held_out"]
            for experiment in self.experiments
            for finding in experiment.of_kind(kind)
            if not verdicts or finding.verdict in verdicts
        ]
        return common_part(found)

    @property
    def splits(self) -> list[tuple[float, int]]:
        """The distinct pairs of a validation fraction and the seed of its split."""
        settings = [configuration.known.settings for configuration in self.planned]
        splits = [
            (of_runs.validation_fraction, of_runs.split_seed)
            for of_runs in settings
            if has_validation(of_runs)
        ]
        return distinct(splits)

    @property
    def with_networks(self) -> list[str]:
        """The experiments whose networks are drawn, since others would look like the first.

        The first experiment with hidden layers, or else the first, and all with convolutions.
        """
        hidden = [one.name for one in self.experiments if _any(one, "hidden")]
        blocks = [one.name for one in self.experiments if _any(one, "blocks")]
        return [*(hidden or [one.name for one in self.experiments])[:1], *blocks]

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
        """The class to tell from the rest; None unless all binary experiments have the same."""
        found = {configuration.known.settings.positive_class for configuration in self.planned} - {
            None
        }
        return found.pop() if len(found) == 1 else None

    def used(self, setting: str) -> list[str]:
        """The identifiers that the lab's configurations use for a setting, without repetition.

        `setting` is `activation`, `output`, `loss`, `optimizer`, `task`, `block` (the parts of a
        block of convolutions), `dropout`, or `further` (what a plain training does not have).
        """
        found: dict[str, None] = {}
        for configuration in self.planned:
            found |= dict.fromkeys(_identifiers(configuration.known.settings, setting))
        return list(found)


def _unlisted(experiment: Experiment) -> Iterator[tuple[str, str]]:
    shown = {one.known.name for one in experiment.shown}
    for planned in experiment.planned:
        if planned.known.name not in shown:
            whole = Runs(experiment.name, planned.known.name)
            for place in (whole, *(whole._replace(seed=run.seed) for run in planned.runs)):
                yield place.anchor, rest_anchor("runs", experiment.name)
    listed = {finding.id for finding in experiment.listed}
    for finding in experiment.findings:
        if finding.id not in listed:
            yield statement_anchor(finding.id), rest_anchor("statements", experiment.name)


def _any(experiment: Experiment, layers: str) -> bool:
    """Whether a configuration has layers of a kind, `hidden` or `blocks`."""
    return any(getattr(planned.known.settings, layers) for planned in experiment.planned)


def _choice(rivals: Sequence[tuple[Experiment, ConfigurationSummary]], of_several: bool) -> Choice:
    """`of_several`: whether the lab has the same task with other images, too."""
    by_validation = all(one.metrics[VALIDATION_ACCURACY].mean is not None for _, one in rivals)
    metric = VALIDATION_ACCURACY if by_validation else TEST_ACCURACY

    def reached(rival: tuple[Experiment, ConfigurationSummary]) -> float:
        return plain(rival[1].metrics[metric].mean) or 0.0

    first = max(rivals, key=reached)
    others = [rival for rival in rivals if rival[0] is not first[0]]
    task, dataset = first[1].settings.task, first[0].dataset
    images = f" of {dataset.title}" if of_several else ""
    what = (
        f"all classes{images} apart"
        if task.positive is None
        else f"{dataset.class_name(task.positive)} from the rest{images}"
    )
    alike = {
        tuple(run.key for run in rival[1].runs)
        for rival in rivals
        if reached(rival) == reached(first)
    }
    following = max(others, key=reached, default=None)
    return Choice(what, *first, by_validation, following, len(alike) - 1, len(rivals) == 1)


_FURTHER = (
    *("batch_normalization", "kernel_initializer", "l1", "l2", "weight_decay"),
    *("label_smoothing", "class_weight"),
)


def _identifiers(settings: RunSettings, setting: str) -> list[str]:
    match setting:
        case "activation":
            return settings.activations
        case "block":
            return ["convolution", "max_pooling"] if settings.blocks else []
        case "dropout":
            return ["dropout"] if settings.has_dropout else []
        case "further":
            given = {**vars(settings), **settings.optimizer}
            return [name for name in _FURTHER if given.get(name)]
        case "output":
            return [settings.output.activation]
        case "optimizer":
            return [settings.optimizer["name"].replace("_", "").lower()]
        case "task":
            return [settings.task.kind]
        case _:
            return [getattr(settings, setting)]
