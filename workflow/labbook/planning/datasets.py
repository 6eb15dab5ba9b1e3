"""Which images each experiment uses, decided before any image is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from labbook.config.model import AUTO, Config
from labbook.data.choice import choose_automatically, choose_files, foresee_files
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.entry import DatasetEntry, stated_entry
from labbook.data.local_files import find_files, passed_over
from labbook.data.own_entry import own_entry
from labbook.data.registry import datasets, entry_module, find_dataset
from labbook.planning.own_data import own_arguments


@dataclass(frozen=True)
class Preparation:
    """What the job that prepares a dataset runs and is told.

    modules: names of the modules with the entry and with the reader; keywords: what
    `jobs/prepare_data.py` takes, without the files that it writes.
    """

    modules: tuple[str, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DatasetIdentity:
    """A dataset that runs are trained on; see `data/entry.py` for what the two share.

    `sha256` identifies the images: their content, or the files that they are made from;
    `training_sha256` those without the test images. `image_shape`: (height, width), or with
    channels behind. Numbers of images are None where they are not known yet.

    `in_place`: title of the data that an experiment asks for and that these are not.
    `is_fallback`: because those could not be had, and not because the config says so.
    `advice`: how to get those, or the full data of a subset. `licence`: as a report prints it.
    """

    name: str
    sha256: str
    training_sha256: str
    image_shape: tuple[int, ...]
    title: str
    classes: tuple[str, ...]
    noun: str
    n_train_total: int | None = None
    n_test: int | None = None
    is_subset: bool = False
    in_place: str | None = None
    is_fallback: bool = False
    advice: str = ""
    keras_name: str | None = None
    preparation: Preparation = Preparation()
    licence: str = ""

    @property
    def training(self) -> "DatasetIdentity":
        """The same without the test images, for the trials of a search."""
        return replace(self, name=f"{self.name}-training", sha256=self.training_sha256)

    def in_place_of(self, entry: DatasetEntry) -> "DatasetIdentity":
        """The same images where those of `entry` could not be had."""
        return replace(self, in_place=entry.title, is_fallback=True, advice=entry.advice)


def identity_of(entry: DatasetEntry, preparation: Preparation = Preparation()) -> DatasetIdentity:
    """What is known of the dataset with this entry.

    Files that a config states in the place of a dataset's own are called by their own title.
    """
    shared = {
        field.name: getattr(entry, field.name)
        for field in fields(DatasetIdentity)
        if hasattr(entry, field.name)
    }
    return DatasetIdentity(
        **{**shared, "licence": entry.licence if entry.licence_printed else ""},
        is_subset=entry.subset_of is not None,
        in_place=entry.in_layout_of.title if entry.in_layout_of else None,
        preparation=preparation,
    )


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


def choose_datasets(
    config: Config, results: Path, decides: bool, trains: bool = True
) -> ChosenDatasets:
    """Choose the dataset of each experiment.

    `results`: folder of the prepared data, where decisions are written down. The config's own
    dataset is the one that it names, with files or without; where it names none but `auto`, and
    for a dataset that an experiment names, the machine and the addresses are asked. What only
    looks, and `decides` nothing, asks no address and writes nothing. Raises LabbookError for files
    that cannot be the dataset's, for images of the user's own that cannot be trained on, for a
    broken record of an earlier decision, and, if this `trains`, for a dataset of the config's own
    that is used and cannot be had.
    """
    names = list(dict.fromkeys([config.dataset, *_named(config)]))
    stated = {name: config.datasets[name] for name in names if name in config.datasets}
    of_ones_own = {
        name: _identity_of_own(arguments)
        for name, arguments in own_arguments(stated, results, decides).items()
    }
    own, message = of_ones_own.get(config.dataset), None
    if own is None:
        own, message = _own(config, results, decides)
    asked = [
        MNIST if name == AUTO else _entry(name, config) for name in names if name not in of_ones_own
    ]
    messages = [*passed_over({entry: _configured(entry, config) for entry in asked}), message]
    others: dict[str, DatasetIdentity] = {}
    for name in _named(config):
        if name in (config.dataset, own.name):
            others[name] = own
            continue
        if name in of_ones_own:
            others[name] = of_ones_own[name]
            continue
        other, message = _other(name, config, results, own, decides)
        messages.append(message)
        if other is not None:
            others[name] = other
    is_used = any(others.get(name, own) is own for name in _asked_for(config))
    if trains and is_used and config.dataset in datasets():
        messages.append(_missing(config, results, decides))
    return ChosenDatasets(own, others, [message for message in messages if message])


def _asked_for(config: Config) -> list[str]:
    """The datasets of all experiments by name, each once; "" for the config's own."""
    experiments = (
        experiment for lab in config.labs.values() for experiment in lab.experiments.values()
    )
    return list(dict.fromkeys(experiment.dataset or "" for experiment in experiments))


def _named(config: Config) -> list[str]:
    """The names of datasets that experiments ask for, each once."""
    return [name for name in _asked_for(config) if name]


def _missing(config: Config, results: Path, decides: bool) -> str | None:
    """What the user must be told of the files of the config's own dataset, if it has any."""
    entry = _entry(config.dataset, config)
    if not entry.files:
        return None
    return foresee_files(entry, _configured(entry, config), results, decides)


def _own(config: Config, results: Path, decides: bool) -> tuple[DatasetIdentity, str | None]:
    if config.dataset == AUTO:
        return _automatic(config, results, decides)
    entry = _entry(config.dataset, config)
    if entry.files:
        # A path that the user set and that is wrong is told now, not when the data are prepared.
        find_files(entry, _configured(entry, config))
    return _identity(config.dataset, entry, config), entry.notice


def _other(
    name: str, config: Config, results: Path, own: DatasetIdentity, decides: bool
) -> tuple[DatasetIdentity | None, str | None]:
    """The dataset for the experiments that name it, None if the config's own has to stand in."""
    if name == AUTO:
        return _automatic(config, results, decides)
    entry = _entry(name, config)
    if not entry.files:
        return _identity(name, entry, config), entry.notice
    stand_in = None
    if entry.stand_in:
        stand_in = _identity(entry.stand_in, find_dataset(entry.stand_in), config)
    choice = choose_files(
        entry, _configured(entry, config), results, (stand_in or own).title, decides
    )
    if choice.can_be_had:
        return _identity(name, entry, config), choice.message
    return stand_in and stand_in.in_place_of(entry), choice.message


def _automatic(config: Config, results: Path, decides: bool) -> tuple[DatasetIdentity, str | None]:
    configured = _configured(MNIST, config)
    choice = choose_automatically(configured, results / AUTO_RECORD, decides)
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


def _identity_of_own(arguments: dict[str, Any]) -> DatasetIdentity:
    """Images of the user's own, by the arguments of `own_entry`."""
    entry = own_entry(**arguments)
    return identity_of(entry, Preparation((entry.reader,), {"own": arguments}))
