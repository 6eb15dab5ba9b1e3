"""From config.yaml to a typed `Config`, or to one sentence that says what is wrong."""

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from labbook.config.model import AUTO, NAME_PATTERN, Config, Published
from labbook.config.named_files import check_lies_beside
from labbook.config.plain_values import check_plain_values
from labbook.config.sentence import error_sentence
from labbook.config.settings import unknown_word
from labbook.config.yaml_file import parse_yaml, read_yaml
from labbook.data.registry import datasets
from labbook.errors import LabbookError

PUBLISHED_KEYS = ("published", "published_source", "published_note", "published_unstated")


def with_published(config: dict[str, Any], folder: Path) -> dict[str, Any]:
    """`config` with the entries of each file that stands for an experiment's `published`.

    The file has PUBLISHED_KEYS, keys of an experiment. What the experiment itself sets goes before.
    Raises LabbookError naming the file for a mistake in it.
    """
    labs = config.get("labs")
    if not isinstance(labs, dict):
        return config
    return {
        **config,
        "labs": {
            name: _lab(lab, folder, f"config.yaml: labs.{name}") for name, lab in labs.items()
        },
    }


def _lab(lab: Any, folder: Path, where: str) -> Any:
    experiments = lab.get("experiments") if isinstance(lab, dict) else None
    if not isinstance(experiments, dict):
        return lab
    read = {
        name: _experiment(experiment, folder, f"{where}.experiments.{name}")
        for name, experiment in experiments.items()
    }
    return {**lab, "experiments": read}


def _experiment(experiment: Any, folder: Path, where: str) -> Any:
    name = experiment.get("published") if isinstance(experiment, dict) else None
    if not isinstance(name, str):
        return experiment
    check_lies_beside(name, f"{where}.published")
    own = {key: value for key, value in experiment.items() if key != "published"}
    return {**_read_published(folder / name), **own}


def _read_published(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise LabbookError(f"config.yaml names {path.name} as published, which is no file here.")
    found = read_yaml(path)
    for key in found:
        if key not in PUBLISHED_KEYS:
            raise LabbookError(
                f'{path.name} has the unknown key "{key}"; {unknown_word(key, PUBLISHED_KEYS)}'
            )
    entries = found.get("published")
    if not isinstance(entries, list):
        raise LabbookError(f"{path.name}: published must be a list of entries.")
    for place, entry in enumerate(entries):
        try:
            Published.model_validate(entry)
        except ValidationError as error:
            sentence = error_sentence(error.errors()[0], ("published", str(place)))
            raise LabbookError(f"{path.name}: {sentence}") from None
    return found


# Names that Labbook itself uses in results/ or results/plans/.
FOLDERS = {
    "accepted_by_keras",
    "attempts",
    "builds",
    "bundles",
    "data",
    "draft",
    "findings",
    "hand_in",
    "kept",
    "logs",
    "notebooks",
    "own_functions",
    "plans",
    "runs",
    "stages",
}
NO_NAME = (
    "cannot name a folder of results; use up to 60 small letters, digits and _, with a letter "
    "first."
)
# Names that Labbook itself uses in the folder of a lab.
LAB_FOLDERS = {"figures"}


def load_config(
    path: Path,
    overrides: Mapping[str, Any] = MappingProxyType({}),
    targets: Set[str] = frozenset(),
) -> Config:
    """Read and check `path`; `overrides` (from the command line) replace what they name.

    `targets`: names of rules. No lab may have one of them, because a lab is a target, too.

    Raises LabbookError with one sentence for the first mistake found.
    """
    config = with_published(_merged(read_yaml(path), overrides), path.parent)
    return parse_config(config, path.name, targets)


def parse_config(
    value: dict[str, Any], file_name: str = "config.yaml", targets: Set[str] = frozenset()
) -> Config:
    """Check a config given as plain values; raises LabbookError as `load_config` does."""
    check_plain_values(value, file_name)
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        raise LabbookError(f"{file_name}: {error_sentence(error.errors()[0])}") from None
    _check_datasets(config, file_name)
    for lab_name, lab in config.labs.items():
        if lab_name in FOLDERS | targets:
            raise LabbookError(
                f'{file_name}: labs.{lab_name}: "{lab_name}" is the name of something else that '
                "Labbook makes; give the lab another one."
            )
        for name in LAB_FOLDERS.intersection(lab.experiments):
            raise LabbookError(
                f"{file_name}: labs.{lab_name}.experiments.{name}: that is the name of a folder of "
                "the lab; give the experiment another one."
            )
        for name in (lab_name, *lab.experiments):
            if not re.fullmatch(NAME_PATTERN, name):
                raise LabbookError(f'{file_name}: "{name}" {NO_NAME}')
    return config


def _check_datasets(config: Config, file_name: str) -> None:
    """Raise LabbookError for a dataset that nobody knows, or one's own with another's name."""
    for name in config.datasets:
        if name in (AUTO, *datasets()):
            raise LabbookError(
                f"{file_name}: datasets.{name} is the name of other data; call yours otherwise."
            )
        if not re.fullmatch(NAME_PATTERN, name):
            raise LabbookError(f'{file_name}: datasets: "{name}" {NO_NAME}')
    known = (AUTO, *datasets(), *config.datasets)
    asked = {"dataset": config.dataset} | {
        f"labs.{lab_name}.experiments.{name}.dataset": experiment.dataset
        for lab_name, lab in config.labs.items()
        for name, experiment in lab.experiments.items()
        if experiment.dataset is not None
    }
    for key, name in asked.items():
        if name not in known:
            raise LabbookError(
                f'{file_name}: {key} is "{name}", which is not known; {unknown_word(name, known)}'
            )


def read_overrides(path: Path, files: Iterable[Path], entries: Iterable[str]) -> dict[str, Any]:
    """What the command line lays over the config `path`, read as the config is.

    `files`: of --configfile; `path` itself among them adds nothing. `entries`: of --config, such as
    `date=2026-11-20`. Raises LabbookError as `read_yaml` does.
    """
    found: dict[str, Any] = {}
    for file in files:
        if file.resolve() != path.resolve():
            found = _merged(found, read_yaml(file))
    for entry in entries:
        key, _, text = entry.partition("=")
        found = _merged(found, {key: parse_yaml(text, f"--config {key}")})
    return found


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`, mappings key by key, as Snakemake merges its configurations."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = _merged(base[key], value) if both else value
    return result
