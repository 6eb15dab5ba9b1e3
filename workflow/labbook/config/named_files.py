"""The files that a config names. They lie beside it, so that it can be handed on with them."""

from collections.abc import Iterator
from pathlib import PurePath, PureWindowsPath
from typing import Any

from labbook.errors import LabbookError


def check_lies_beside(name: str, where: str) -> None:
    """Raise LabbookError unless `name` is of a file in the folder of the config or below it.

    `where`: the key, for the sentence. A config is handed in with the files that it names, and
    built again wherever it is unpacked.
    """
    windows = PureWindowsPath(name)
    if windows.drive or PurePath(name).anchor or windows.anchor or ".." in windows.parts:
        raise LabbookError(
            f"{where} is {name}, which lies outside of the folder of config.yaml, so nobody could "
            f"build again what you hand in; copy the file there, and write {windows.name}."
        )
    if "\\" in name:
        raise LabbookError(f"{where} is {name}; write {windows.as_posix()}, as every system reads.")


def named_files(config: dict[str, Any]) -> list[str]:
    """The files that a config names, as it names them, each once; `config`: as YAML reads it."""
    return list(dict.fromkeys(_named(config)))


def _named(config: dict[str, Any]) -> Iterator[str]:
    for lab in config["labs"].values():
        photograph = lab.get("own_digit")
        if photograph:
            yield photograph["image"] if isinstance(photograph, dict) else photograph
        if str(lab.get("template")).endswith(".html.j2"):
            yield lab["template"]
        for experiment in lab["experiments"].values():
            if isinstance(experiment.get("published"), str):
                yield experiment["published"]
