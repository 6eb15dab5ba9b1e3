"""Published numbers in a file of their own, which an experiment names."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from labbook.config.model import Published
from labbook.config.nearest import unknown_word
from labbook.config.sentence import error_sentence
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError

KEYS = ("published", "published_source", "published_note")


def with_published(config: dict[str, Any], folder: Path) -> dict[str, Any]:
    """`config` with the entries of each file that stands for an experiment's `published`.

    The file has an experiment's keys, KEYS; what the experiment itself sets goes before. Raises
    LabbookError naming the file for a mistake in it.
    """
    labs = config.get("labs")
    if not isinstance(labs, dict):
        return config
    return {**config, "labs": {name: _lab(lab, folder) for name, lab in labs.items()}}


def _lab(lab: Any, folder: Path) -> Any:
    experiments = lab.get("experiments") if isinstance(lab, dict) else None
    if not isinstance(experiments, dict):
        return lab
    read = {name: _experiment(one, folder) for name, one in experiments.items()}
    return {**lab, "experiments": read}


def _experiment(experiment: Any, folder: Path) -> Any:
    name = experiment.get("published") if isinstance(experiment, dict) else None
    if not isinstance(name, str):
        return experiment
    return {**_read(folder / name), **{k: v for k, v in experiment.items() if k != "published"}}


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise LabbookError(f"config.yaml names {path.name} as published, which is no file here.")
    found = read_yaml(path)
    for key in found:
        if key not in KEYS:
            raise LabbookError(
                f'{path.name} has the unknown key "{key}"; {unknown_word(key, KEYS)}'
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
