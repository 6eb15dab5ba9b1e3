"""From config.yaml to a typed `Config`, or to one sentence that says what is wrong."""

import re
from collections.abc import Set
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from labbook.config.model import NAME_PATTERN, Config, Published
from labbook.config.named_files import check_lies_beside
from labbook.config.sentence import error_sentence
from labbook.config.settings import unknown_word
from labbook.errors import LabbookError

# YAML 1.1, which PyYAML reads, wants a dot and a signed exponent in a float; YAML 1.2 does not.
NUMBER_READ_AS_TEXT = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")


class StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, and takes `1e-3` for a number as YAML 1.2 does."""


def _mapping(loader: StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise LabbookError(
                f"{_place(key_node)}: the key {key!r} is not text; put it in quotes."
            )
        if key in result:
            raise LabbookError(
                f'{_place(key_node)}: "{key}" is given twice in the same place; '
                "rename or remove one of them."
            )
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _text(loader: StrictLoader, node: yaml.ScalarNode) -> str | float:
    value: str = node.value
    is_number = node.style is None and NUMBER_READ_AS_TEXT.fullmatch(value)
    return float(value) if is_number else value


# A date stays the text that was written.
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
StrictLoader.add_constructor("tag:yaml.org,2002:str", _text)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in the YAML file `path`.

    Raises LabbookError, with file and line, if the file is missing, is not valid YAML, or holds a
    key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LabbookError(
            f"{path.name} is missing in {path.parent.resolve()}; run snakemake in the folder that "
            "holds it, or name that folder with --directory."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise LabbookError(f"{path.name} cannot be read: {error}.") from None
    loader = StrictLoader(text)
    loader.name = path.name
    try:
        value = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise LabbookError(f"{place}: this is not valid YAML: {error.problem}.") from None
    finally:
        loader.dispose()
    if not isinstance(value, dict):
        raise LabbookError(f"{path.name} must hold a mapping of keys to values.")
    return value


def _place(node: yaml.Node) -> str:
    return f"{node.start_mark.name}, line {node.start_mark.line + 1}"


PUBLISHED_KEYS = ("published", "published_source", "published_note")


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
    "attempts",
    "builds",
    "bundles",
    "data",
    "findings",
    "hand_in",
    "logs",
    "notebooks",
    "plans",
    "runs",
    "stages",
}
# Names that Labbook itself uses in the folder of a lab.
LAB_FOLDERS = {"figures"}

TRUTH = {"true": True, "false": False}


def load_config(
    path: Path,
    overrides: dict[str, Any] | None = None,
    targets: Set[str] = frozenset(),
) -> Config:
    """Read and check `path`; `overrides` (Snakemake's --config) replace what they name.

    Snakemake reads numbers and lists in overrides as YAML does, but leaves `true` and `false` text.
    `targets`: names of rules. No lab may have one of them, because a lab is a target, too.

    Raises LabbookError with one sentence for the first mistake found.
    """
    config = with_published(_merged(read_yaml(path), overrides or {}), path.parent)
    return parse_config(config, path.name, targets)


def parse_config(
    value: dict[str, Any], file_name: str = "config.yaml", targets: Set[str] = frozenset()
) -> Config:
    """Check a config given as plain values; raises LabbookError as `load_config` does."""
    try:
        config = Config.model_validate(value)
    except ValidationError as error:
        raise LabbookError(f"{file_name}: {error_sentence(error.errors()[0])}") from None
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
                raise LabbookError(
                    f'{file_name}: "{name}" cannot name a folder of results; use small letters, '
                    "digits and _, with a letter first."
                )
    return config


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`, mappings key by key, as Snakemake merges its configurations."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = _merged(base[key], value) if both else TRUTH.get(str(value), value)
    return result
