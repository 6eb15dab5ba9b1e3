"""Which datasets a build uses, decided before anything is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from labbook.config.model import AUTO, Config
from labbook.data.auto_choice import choose_automatically
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.entry import DatasetEntry
from labbook.data.file_choice import choose_files
from labbook.data.local_files import find_files
from labbook.data.registry import datasets, entry_module, find_dataset
from labbook.data.stated_files import stated_entry
from labbook.planning.dataset_identity import DatasetIdentity, Preparation, identity_of

AUTO_RECORD = "choice.json"


@dataclass(frozen=True)
class ChosenDatasets:
    """The datasets of a build.

    own: the config's own, which an experiment uses unless it names another; others: the datasets
    that experiments name, by that name, without those that the config's own has to stand in for;
    messages: what the user must be told.
    """

    own: DatasetIdentity
    others: Mapping[str, DatasetIdentity]
    messages: Sequence[str]


def choose_datasets(config: Config, results: Path, dry_run: bool) -> ChosenDatasets:
    """Choose the dataset of each experiment.

    `results`: folder of the prepared data, where decisions are written down. The config's own
    dataset is the one that it names, with files or without; where it names none but `auto`, and
    for a dataset that an experiment names, the machine and the addresses are asked. A dry run asks
    no address and writes nothing. Raises LabbookError for files that cannot be the dataset's, and
    for a broken record of an earlier decision.
    """
    own, message = _own(config, results, dry_run)
    messages = [message]
    others: dict[str, DatasetIdentity] = {}
    for name in _named(config):
        if name in (config.dataset, own.name):
            others[name] = own
            continue
        other, message = _other(name, config, results, own, dry_run)
        messages.append(message)
        if other is not None:
            others[name] = other
    return ChosenDatasets(own, others, [message for message in messages if message])


def _named(config: Config) -> list[str]:
    """The names of datasets that experiments ask for, each once."""
    experiments = (
        experiment for lab in config.labs.values() for experiment in lab.experiments.values()
    )
    return list(
        dict.fromkeys(experiment.dataset for experiment in experiments if experiment.dataset)
    )


def _own(config: Config, results: Path, dry_run: bool) -> tuple[DatasetIdentity, str | None]:
    if config.dataset == AUTO:
        return _automatic(config, results, dry_run)
    entry = _entry(config.dataset, config)
    if entry.files:
        # A path that the user set and that is wrong is told now, not when the data are prepared.
        find_files(entry, _configured(entry, config))
    return _identity(config.dataset, entry, config), entry.notice


def _other(
    name: str, config: Config, results: Path, own: DatasetIdentity, dry_run: bool
) -> tuple[DatasetIdentity | None, str | None]:
    """The dataset for the experiments that name it, None if the config's own has to stand in."""
    if name == AUTO:
        return _automatic(config, results, dry_run)
    entry = _entry(name, config)
    if not entry.files:
        return _identity(name, entry, config), entry.notice
    stand_in = None
    if entry.stand_in:
        stand_in = _identity(entry.stand_in, find_dataset(entry.stand_in), config)
    choice = choose_files(
        entry, _configured(entry, config), results, (stand_in or own).title, dry_run
    )
    if choice.can_be_had:
        return _identity(name, entry, config), choice.message
    return stand_in and stand_in.in_place_of(entry), choice.message


def _automatic(config: Config, results: Path, dry_run: bool) -> tuple[DatasetIdentity, str | None]:
    configured = _configured(MNIST, config)
    choice = choose_automatically(configured, results / AUTO_RECORD, dry_run)
    return _identity(choice.entry.name, choice.entry, config), choice.message


def _entry(name: str, config: Config) -> DatasetEntry:
    """The entry of the dataset, or of the files that the config states in its place."""
    entry = find_dataset(name)
    stated = _stated(entry, config)
    return stated_entry(entry, **stated, taken=datasets().keys()) if stated else entry


def _stated(entry: DatasetEntry, config: Config) -> dict[str, Any]:
    """Title and checksums of other files in the layout of `entry`, if the config has them."""
    section = getattr(config, entry.config_section) if entry.config_section else None
    if section is None or not section.name:
        return {}
    return {"title": section.name, "checksums": [section.train_sha256, section.test_sha256]}


def _configured(entry: DatasetEntry, config: Config) -> str | None:
    """The place of the files that the config names."""
    if not entry.config_key:
        return None
    place = attrgetter(entry.config_key)(config)
    return None if place is None else str(place)


def _identity(name: str, entry: DatasetEntry, config: Config) -> DatasetIdentity:
    """`name`: of the registry's entry, whose place other files may take."""
    module = entry_module(name)
    configured = _configured(entry, config)
    keywords = {
        "entry": module,
        **({"source": configured} if configured else {}),
        **_stated(entry, config),
    }
    return identity_of(entry, Preparation((module, entry.reader), keywords))
