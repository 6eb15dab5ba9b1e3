"""Read config.yaml strictly: mistakes that YAML would ignore are refused here."""

import re
from pathlib import Path
from typing import Any

import yaml

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
