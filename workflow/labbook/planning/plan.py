"""The plan: every run of every lab, worked out from the config before anything is built."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from labbook.artifacts.spec import Spec
from labbook.config.model import Config, Experiment, Lab, Published
from labbook.errors import LabbookError
from labbook.planning.configurations import alternatives, axes
from labbook.planning.labels import path_name, reader_label
from labbook.planning.resolve import laid_over, resolve
from labbook.run_key import Circumstances, circumstances

RUNS = "results/runs"


@dataclass(frozen=True)
class DatasetIdentity:
    """Which images: the name and the checksum of the content, whatever file it came in."""

    name: str
    sha256: str


@dataclass(frozen=True)
class PlannedRun:
    """One training: its name, its spec, and the key and directory that follow from the spec."""

    name: str
    spec: Spec
    key: str
    directory: str


@dataclass(frozen=True)
class PlannedConfiguration:
    name: str
    label: str
    varied: dict[str, Any]
    runs: list[PlannedRun]


@dataclass(frozen=True)
class PlannedExperiment:
    lab: str
    name: str
    experiment: Experiment
    axes: list[dict[str, Any]]
    configurations: list[PlannedConfiguration]


@dataclass(frozen=True)
class PlannedLab:
    name: str
    lab: Lab
    experiments: list[PlannedExperiment]


@dataclass(frozen=True)
class Plan:
    """`runs` by directory: what is trained, each once, however many experiments ask for it."""

    dataset: DatasetIdentity
    labs: list[PlannedLab]
    runs: dict[str, PlannedRun]


# From a key and the directory where its run would be trained: the directory where it is.
Place = Callable[[str, str], str]


def make_plan(
    config: Config, dataset: DatasetIdentity, place: Place = lambda key, directory: directory
) -> Plan:
    """Spell out `config`; raises LabbookError for settings that do not go together.

    `place` may name another directory that holds the run with a key: a run that got another name
    is not trained again.
    """
    by_key: dict[str, PlannedRun] = {}
    labs = [
        PlannedLab(
            name,
            lab,
            [
                _experiment(config, dataset, name, lab, title, experiment, by_key, place)
                for title, experiment in lab.experiments.items()
            ],
        )
        for name, lab in config.labs.items()
    ]
    return Plan(dataset, labs, {run.directory: run for run in by_key.values()})


@cache
def _circumstances(model: str, dataset_sha256: str) -> Circumstances:
    return circumstances(model, dataset_sha256)


def _experiment(
    config: Config,
    dataset: DatasetIdentity,
    lab_name: str,
    lab: Lab,
    name: str,
    experiment: Experiment,
    by_key: dict[str, PlannedRun],
    place: Place,
) -> PlannedExperiment:
    where = f"config.yaml: labs.{lab_name}.experiments.{name}"
    configurations = []
    for alternative in alternatives(experiment, where):
        settings = laid_over(config.defaults, lab.defaults, experiment, alternative.settings)
        if "seeds" not in settings:
            raise LabbookError(f"{where}.seeds is missing, and no defaults set it.")
        seeds = settings["seeds"]
        first = resolve(settings, config, dataset.name, seeds[0], where)
        now = _circumstances(first.model, dataset.sha256)
        configuration = path_name(alternative.varied) or name
        shown = alternative.varied or {
            key: settings[key] for key in ("activation", "units") if key in settings
        }
        runs = []
        for seed in seeds:
            spec = replace(first, seed=seed)
            key = now.key(spec)
            if key not in by_key:
                run_name = f"{configuration}_seed-{seed}"
                directory = f"{RUNS}/{lab_name}/{name}/{run_name}.{key}"
                by_key[key] = PlannedRun(run_name, spec, key, place(key, directory))
            runs.append(by_key[key])
        configurations.append(
            PlannedConfiguration(
                configuration, reader_label(shown) or experiment.title, alternative.varied, runs
            )
        )
    _distinct([configuration.name for configuration in configurations], where)
    for published in experiment.published:
        published_configuration(published, configurations, where)
    return PlannedExperiment(lab_name, name, experiment, axes(experiment), configurations)


def _distinct(names: list[str], where: str) -> None:
    (name, times), *_ = Counter(names).most_common(1)
    if times > 1:
        raise LabbookError(f'{where} has two configurations whose files would be named "{name}".')


def published_configuration(
    published: Published, configurations: list[PlannedConfiguration], where: str
) -> PlannedConfiguration:
    """The configuration that a published number is of; raises LabbookError if none or several."""
    of = {"variant": published.of} if isinstance(published.of, str) else published.of or {}
    fitting = [
        configuration
        for configuration in configurations
        if all(configuration.varied.get(key) == value for key, value in of.items())
    ]
    if len(fitting) != 1:
        raise LabbookError(
            f"{where}.published: {of or 'an entry without of'} fits {len(fitting)} configurations "
            "instead of one."
        )
    return fitting[0]
