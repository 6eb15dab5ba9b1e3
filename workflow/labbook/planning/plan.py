"""The plan: every run of every lab, worked out from the config before anything is built."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from labbook.artifacts.spec import Spec
from labbook.canonical_json import canonical_json
from labbook.config.model import Config, Experiment, Lab, Published
from labbook.errors import LabbookError
from labbook.fingerprint import code_fingerprint
from labbook.planning.configurations import alternatives, axes
from labbook.planning.labels import path_name, reader_label
from labbook.planning.resolve import laid_over, resolve
from labbook.versions import KERAS_ENGINE, installed_versions

KEY_DIGITS = 12
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


def make_plan(config: Config, dataset: DatasetIdentity) -> Plan:
    """Spell out `config`; raises LabbookError for settings that do not go together."""
    by_key: dict[str, PlannedRun] = {}
    labs = [
        PlannedLab(
            name,
            lab,
            [
                _experiment(config, dataset, name, lab, title, experiment, by_key)
                for title, experiment in lab.experiments.items()
            ],
        )
        for name, lab in config.labs.items()
    ]
    return Plan(dataset, labs, {run.directory: run for run in by_key.values()})


def run_key(spec: Spec, dataset: DatasetIdentity) -> str:
    """What determines a run, hashed: spec, data, code and versions of what trains it."""
    determines = {
        "spec": spec.to_dict(),
        "dataset": dataset.sha256,
        "code": _training_code(spec.model),
        "versions": _versions(),
    }
    return hashlib.sha256(canonical_json(determines).encode()).hexdigest()[:KEY_DIGITS]


@cache
def _training_code(model: str) -> str:
    # The command imports the model by the name in the spec, so no import names it.
    return code_fingerprint("labbook.commands.train_keras", f"labbook.models.{model}")


@cache
def _versions() -> dict[str, str]:
    return installed_versions(KERAS_ENGINE)


def _experiment(
    config: Config,
    dataset: DatasetIdentity,
    lab_name: str,
    lab: Lab,
    name: str,
    experiment: Experiment,
    by_key: dict[str, PlannedRun],
) -> PlannedExperiment:
    where = f"config.yaml: labs.{lab_name}.experiments.{name}"
    configurations = []
    for alternative in alternatives(experiment, where):
        settings = laid_over(config.defaults, lab.defaults, experiment, alternative.settings)
        if "seeds" not in settings:
            raise LabbookError(f"{where}.seeds is missing, and no defaults set it.")
        specs = [resolve(settings, config, dataset.name, seed, where) for seed in settings["seeds"]]
        configuration = path_name(alternative.varied) or name
        shown = alternative.varied or {
            key: settings[key] for key in ("activation", "units") if key in settings
        }
        runs = []
        for spec in specs:
            key = run_key(spec, dataset)
            run_name = f"{configuration}_seed-{spec.seed}"
            directory = f"{RUNS}/{lab_name}/{name}/{run_name}.{key}"
            runs.append(by_key.setdefault(key, PlannedRun(run_name, spec, key, directory)))
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
    for name in names:
        if names.count(name) > 1:
            raise LabbookError(
                f'{where} has two configurations whose files would be named "{name}".'
            )


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
