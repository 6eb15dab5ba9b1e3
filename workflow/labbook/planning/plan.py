"""The plan: every run of every lab, worked out from the config before anything is built."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from labbook.artifacts.chosen_spec import Candidate, ChosenSpec
from labbook.artifacts.experiment_plan import SweptAxis, Varied
from labbook.artifacts.lab_plan import Photograph
from labbook.artifacts.spec import Spec
from labbook.artifacts.watched_layers import watched_layers
from labbook.canonical_json import canonical_json
from labbook.config.model import Config, Experiment, Lab, Search
from labbook.config.settings import Settings
from labbook.data.registry import find_dataset
from labbook.errors import LabbookError
from labbook.planning.class_names import numbered, numbered_experiment, shown_classes
from labbook.planning.configurations import (
    Alternative,
    alternatives,
    axes,
    draw_trials,
    path_names,
    searched,
)
from labbook.planning.datasets import DatasetIdentity
from labbook.planning.experiment_checks import (
    check_by_class,
    check_epochs,
    check_feature_maps,
    check_normalized_batch,
    check_pooling,
    check_size,
    place_of,
)
from labbook.planning.lab_checks import (
    check_notebook,
    check_reads_digits,
    check_template,
    find_photograph,
)
from labbook.planning.own_functions import OwnFunctions
from labbook.planning.resolve import laid_over, resolve
from labbook.results_root import RESULTS
from labbook.run_key import Circumstances, circumstances
from labbook.text.names import reader_label

RUNS = f"{RESULTS}/runs"
# Twice as many as were ever tried, and Snakemake needs minutes for its list of jobs.
MOST_RUNS = 20_000

# The name of the configuration that a search chooses.
CHOSEN = "chosen"


@dataclass(frozen=True)
class PlannedRun:
    """One training: its name, its spec, and the key and directory that follow from the spec."""

    name: str
    spec: Spec | ChosenSpec
    key: str
    directory: str


@dataclass(frozen=True)
class PlannedConfiguration:
    name: str
    label: str
    varied: Varied
    runs: list[PlannedRun]

    @property
    def specs(self) -> list[Spec]:
        """What is trained, seeds apart; with a search, each spec that it may choose."""
        spec = self.runs[0].spec
        return (
            [spec] if isinstance(spec, Spec) else [candidate.spec for candidate in spec.candidates]
        )


@dataclass(frozen=True)
class PlannedSearch:
    """The trials, drawn from a space with `n_combinations` combinations of settings."""

    trials: list[PlannedConfiguration]
    n_combinations: int


@dataclass(frozen=True)
class PlannedExperiment:
    """One experiment. With a search, `configurations` holds the one that its trials decide on."""

    lab: str
    name: str
    experiment: Experiment
    dataset: DatasetIdentity
    axes: tuple[SweptAxis, ...]
    configurations: list[PlannedConfiguration]
    engine: str
    search: PlannedSearch | None = None
    # Of one's own, by name: file, function, hashes of the code, title.
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def recording(self) -> list[PlannedConfiguration]:
        """The configurations whose gradients are recorded."""
        return [
            configuration
            for configuration in self.configurations
            if any(spec.record_gradients for spec in configuration.specs)
        ]

    @property
    def trained(self) -> list[PlannedConfiguration]:
        """All configurations that have runs, trials first."""
        return [*(self.search.trials if self.search else ()), *self.configurations]


@dataclass(frozen=True)
class PlannedLab:
    name: str
    lab: Lab
    experiments: list[PlannedExperiment]
    own_digit: Photograph | None = None


@dataclass(frozen=True)
class Plan:
    """`runs` by directory: what is trained, each once, however many experiments ask for it.

    `dataset`: the config's own, which an experiment uses unless it names another.
    """

    dataset: DatasetIdentity
    labs: list[PlannedLab]
    runs: dict[str, PlannedRun]

    @property
    def experiments(self) -> list[PlannedExperiment]:
        return [experiment for lab in self.labs for experiment in lab.experiments]

    @cached_property
    def datasets(self) -> dict[str, DatasetIdentity]:
        """By name: the config's own dataset and those that experiments use."""
        used = (self.dataset, *(experiment.dataset for experiment in self.experiments))
        return {dataset.name: dataset for dataset in used}

    @property
    def searched(self) -> list[DatasetIdentity]:
        """The datasets on which a search is made."""
        names = {experiment.dataset.name for experiment in self.experiments if experiment.search}
        return [dataset for name, dataset in self.datasets.items() if name in names]

    def dataset_of(self, run: PlannedRun) -> DatasetIdentity:
        """What a run is trained on: trials of a search do without the test images."""
        return self._by_name[run.spec.dataset]

    @cached_property
    def _by_name(self) -> dict[str, DatasetIdentity]:
        training = [dataset.training for dataset in self.datasets.values()]
        return self.datasets | {dataset.name: dataset for dataset in training}


# From a key and the directory where its run would be trained: the directory where it is.
Place = Callable[[str, str], str]


def make_plan(
    config: Config,
    dataset: DatasetIdentity,
    place: Place = lambda key, directory: directory,
    others: Mapping[str, DatasetIdentity] = MappingProxyType({}),
    functions: OwnFunctions | None = None,
) -> Plan:
    """Spell out `config`; raises LabbookError for settings that do not go together.

    `dataset`: the config's own; `others`: the datasets that experiments name, by that name; the
    config's own stands in for one that is not among them. `place` may name another directory that
    holds the run with a key: a run that got another name is not trained again. `functions`: what
    is known of functions of one's own, nothing if not given.
    """
    runs = _Runs(place, functions or OwnFunctions())
    outlines = {
        name: [
            _outline(config, _dataset_for(experiment, dataset, others), name, title, runs)
            for title, experiment in lab.experiments.items()
        ]
        for name, lab in config.labs.items()
    }
    for of_lab in outlines.values():
        for outline in of_lab:
            outline.note_watched()
    labs = [
        PlannedLab(
            name,
            lab,
            [outline.plan() for outline in outlines[name]],
            find_photograph(lab.own_digit, f"config.yaml: labs.{name}"),
        )
        for name, lab in config.labs.items()
    ]
    for planned in labs:
        specs = {
            experiment.name: [found.specs for found in experiment.configurations]
            for experiment in planned.experiments
        }
        where = f"config.yaml: labs.{planned.name}"
        check_template(planned.lab, where)
        datasets = {experiment.name: experiment.dataset for experiment in planned.experiments}
        check_notebook(planned.lab, specs, datasets, where)
        if planned.own_digit:
            check_reads_digits(datasets.values(), where)
    return Plan(dataset, labs, {run.directory: run for run in runs.by_key.values()})


def _dataset_for(
    experiment: Experiment, own: DatasetIdentity, others: Mapping[str, DatasetIdentity]
) -> DatasetIdentity:
    if experiment.dataset is None:
        return own
    return others.get(experiment.dataset) or own.in_place_of(find_dataset(experiment.dataset))


class _Runs:
    """Each run once, under the name of the first configuration that asks for it.

    `watched`: the settings whose runs record their units, for any experiment that asks for it; so
    experiments that share a run share the record.
    """

    def __init__(self, place: Place, functions: OwnFunctions) -> None:
        self._place = place
        self.functions = functions
        self.watched: set[str] = set()
        self.by_key: dict[str, PlannedRun] = {}
        # By kind of run, since a plan may have thousands of runs.
        self._circumstances: dict[tuple[object, ...], Circumstances] = {}

    def add(
        self, folder: str, configuration: str, spec: Spec | ChosenSpec, dataset: DatasetIdentity
    ) -> PlannedRun:
        kind = (type(spec), spec.engine, spec.model, dataset.sha256)
        if kind not in self._circumstances:
            self._circumstances[kind] = circumstances(spec, dataset.sha256)
        key = self._circumstances[kind].key(spec)
        if key not in self.by_key:
            if len(self.by_key) == MOST_RUNS:
                raise LabbookError(
                    f"config.yaml asks for more than {MOST_RUNS:,} runs; leave out values or seeds."
                )
            name = f"{configuration}_seed-{spec.seed}"
            directory = f"{RUNS}/{folder}/{name}.{key}"
            self.by_key[key] = PlannedRun(name, spec, key, self._place(key, directory))
        return self.by_key[key]


def _outline(
    config: Config, dataset: DatasetIdentity, lab_name: str, name: str, runs: "_Runs"
) -> "_Outline":
    lab = config.labs[lab_name]
    where = f"config.yaml: labs.{lab_name}.experiments.{name}"
    experiment = numbered_experiment(lab.experiments[name], dataset, where)
    return _Outline(config, dataset, lab_name, lab, name, experiment, runs)


@dataclass(frozen=True)
class _Outline:
    """An experiment as the config has it, to be spelled out."""

    config: Config
    dataset: DatasetIdentity
    lab_name: str
    lab: Lab
    name: str
    experiment: Experiment
    runs: _Runs

    @property
    def _where(self) -> str:
        return f"config.yaml: labs.{self.lab_name}.experiments.{self.name}"

    def note_watched(self) -> None:
        """Have the units of this experiment's networks recorded, if it asks for that."""
        if not self.experiment.hidden_units:
            return
        search = self.experiment.search
        found = (
            searched(self.experiment, search, self._where)
            if search
            else alternatives(self.experiment, self._where)
        )
        for alternative in found:
            spec = self._resolved(self._settings(alternative.settings), self.dataset)
            if watched_layers(spec):
                self.runs.watched.add(canonical_json(replace(spec, record_units=False).settings))

    def plan(self) -> PlannedExperiment:
        search = None
        if self.experiment.search:
            search, chosen = self._search(self.experiment.search)
            configurations = [chosen]
        else:
            found = alternatives(self.experiment, self._where)
            names = path_names([alternative.varied for alternative in found])
            configurations = list(map(self._configuration, found, names))
        varied = [configuration.varied for configuration in configurations]
        specs = [configuration.specs for configuration in configurations]
        for entry, published in enumerate(self.experiment.published):
            where = f"{self._where}.published"
            ours = configurations[place_of(published, varied, where)]
            check_epochs(published, ours.specs, f"{where}.{entry}")
        if self.experiment.by_class:
            check_by_class(specs, self._where)
        if self.experiment.feature_maps:
            check_feature_maps(
                specs, shown_classes(self.experiment), self.dataset.classes, self._where
            )
        _distinct([configuration.label for configuration in configurations], self._where)
        return PlannedExperiment(
            self.lab_name,
            self.name,
            self.experiment,
            self.dataset,
            axes(self.experiment),
            configurations,
            self.lab.engine,
            search,
            self.runs.functions.metrics(
                self.lab,
                {spec.output.units for of_one in specs for spec in of_one},
                f"config.yaml: labs.{self.lab_name}",
            ),
        )

    def _configuration(self, alternative: Alternative, name: str) -> PlannedConfiguration:
        settings = self._settings(alternative.settings)
        shown = alternative.varied or {
            key: settings[key]
            for key in ("filters", "activation", "hidden_layers", "units")
            if key in settings
        }
        return self._trained(
            name or self.name,
            self._label(shown) or self.experiment.title,
            alternative.varied,
            settings,
            self.dataset,
        )

    def _search(self, search: Search) -> tuple[PlannedSearch, PlannedConfiguration]:
        """The trials, and the configuration that takes the settings of the best of them."""
        combinations = searched(self.experiment, search, self._where)
        drawn = draw_trials(combinations, search.trials, search.seed)
        final = [self._settings(alternative.settings) for alternative in drawn]
        specs = [self._resolved(settings, self.dataset) for settings in final]
        self._check_search(specs)
        names = path_names([alternative.varied for alternative in drawn])
        trials = [
            self._trained(
                name,
                self._label(alternative.varied),
                alternative.varied,
                self._settings(alternative.settings, Settings(seeds=[spec.seed]), search.trial),
                self.dataset.training,
            )
            for name, alternative, spec in zip(names, drawn, specs, strict=True)
        ]
        _distinct([trial.label for trial in trials], f"{self._where}.search.space")
        candidates = tuple(
            Candidate(tuple(run.key for run in trial.runs), spec)
            for trial, spec in zip(trials, specs, strict=True)
        )
        runs = [
            self._run(CHOSEN, ChosenSpec(candidates, seed), self.dataset)
            for seed in final[0]["seeds"]
        ]
        chosen = PlannedConfiguration(CHOSEN, "the network chosen", {}, runs)
        return PlannedSearch(trials, len(combinations)), chosen

    def _check_search(self, specs: list[Spec]) -> None:
        if self.lab.engine != "keras":
            raise LabbookError(
                f"{self._where} has a search, but engine {self.lab.engine} has none; write "
                "a sweep, or give the lab engine keras."
            )
        if not all(spec.validation_fraction for spec in specs):
            raise LabbookError(
                f"{self._where} has a search with a validation_fraction of 0, which leaves no "
                "images to choose by; set one above 0."
            )

    def _settings(self, *further: Settings) -> dict[str, Any]:
        common = (
            numbered(self.config.defaults, self.dataset, "config.yaml: defaults"),
            numbered(
                self.lab.defaults, self.dataset, f"config.yaml: labs.{self.lab_name}.defaults"
            ),
        )
        return laid_over(*common, self.experiment, *further)

    def _label(self, settings: dict[str, Any]) -> str:
        label = reader_label(settings, self.dataset.noun, self.dataset.classes)
        # Letters made up of several characters become one, blanks as a page has them.
        return " ".join(unicodedata.normalize("NFC", label).split())

    def _resolved(self, settings: dict[str, Any], dataset: DatasetIdentity) -> Spec:
        spec = self.runs.functions.resolved(
            resolve(settings, self.lab.engine, self.config, dataset, self._where),
            settings,
            dataset.image_shape,
            self._where,
            self.config.allow_unrepeatable,
        )
        check_pooling(spec, dataset.image_shape, self._where)
        check_size(spec, dataset.image_shape, self._where)
        check_normalized_batch(spec, dataset.image_shape, dataset.n_train_total, self._where)
        return replace(spec, record_units=canonical_json(spec.settings) in self.runs.watched)

    def _trained(
        self,
        name: str,
        label: str,
        varied: Varied,
        settings: dict[str, Any],
        dataset: DatasetIdentity,
    ) -> PlannedConfiguration:
        first = self._resolved(settings, dataset)
        runs = [self._run(name, replace(first, seed=seed), dataset) for seed in settings["seeds"]]
        return PlannedConfiguration(name, label, varied, runs)

    def _run(
        self, configuration: str, spec: Spec | ChosenSpec, dataset: DatasetIdentity
    ) -> PlannedRun:
        return self.runs.add(f"{self.lab_name}/{self.name}", configuration, spec, dataset)


def _distinct(labels: list[str], where: str) -> None:
    (label, times), *_ = Counter(labels).most_common(1)
    if times > 1:
        raise LabbookError(
            f'{where} has two configurations that the report would call "{label}"; leave one out, '
            "or give them names in variants."
        )
