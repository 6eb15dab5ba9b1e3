"""Read a YAML file as plain values; what YAML would pass over in silence is a mistake."""

import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from labbook.config.model import Experiment, Strict
from labbook.errors import LabbookError

# A config of thousands of runs has a few kilobytes, and PyYAML takes seconds for a megabyte.
MOST_BYTES = 2_000_000

# YAML 1.1, which PyYAML reads, wants a dot and a signed exponent in a float; YAML 1.2 does not.
NUMBER_READ_AS_TEXT = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")
# 0100 is 64 to YAML 1.1, and 1:30 is 90.
NUMBER_READ_OTHERWISE = re.compile(r"[-+]?0[0-9_]+|.*:.*")
# A # without a blank behind is hardly the start of a comment.
CUT_OFF = re.compile(r"[ \t]+#[^\s#]")

MODELS: list[type[BaseModel]] = [*Strict.__subclasses__(), Experiment]
# The keys of free text.
PROSE = {
    name
    for model in MODELS
    for name, field in model.model_fields.items()
    if field.annotation in (str, str | None) and not field.metadata
}


class StrictLoader(yaml.SafeLoader):
    """SafeLoader with mappings, lists, text, numbers, true, false and null, and nothing else.

    `1e-3` is a number, as in YAML 1.2, and `"\\ud83d\\ude80"` a rocket, as in JSON.
    """

    def scan_to_next_token(self) -> None:
        """As PyYAML does, but in brackets tabs are blanks too, as in JSON."""
        super().scan_to_next_token()
        while self.flow_level and self.peek() == "\t":
            self.forward()
            super().scan_to_next_token()


def _mapping(loader: StrictLoader, node: yaml.Node) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise _no_value(node)
    result: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            merged = _laid_under(loader, value_node) | merged
            continue
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise LabbookError(
                f"{_place(key_node)}: the key {_written(key_node)} is not text; put it in quotes."
            )
        if key in result:
            raise LabbookError(
                f'{_place(key_node)}: "{key}" is given twice in the same place; '
                "rename or remove one of them."
            )
        if key in PROSE:
            _check_comment(key, value_node)
        result[key] = loader.construct_object(value_node, deep=True)
    return merged | result


def _laid_under(loader: StrictLoader, node: yaml.Node) -> dict[str, Any]:
    """What `<<: *base` or `<<: [*first, *second]` stands for; of a list, the first counts most."""
    value = loader.construct_object(node, deep=True)
    found: dict[str, Any] = {}
    for mapping in value if isinstance(value, list) else [value]:
        if not isinstance(mapping, dict):
            raise LabbookError(
                f"{_place(node)}: << stands for the keys of another mapping; write <<: *name, with "
                "&name before that mapping."
            )
        found = mapping | found
    return found


def _check_comment(key: str, node: yaml.Node) -> None:
    """Refuse `title: Optimizer #2`, which would be the title "Optimizer" and a comment."""
    mark = node.end_mark
    if (
        isinstance(node, yaml.ScalarNode)
        and node.style is None
        and mark.buffer
        and CUT_OFF.match(mark.buffer, mark.pointer)
    ):
        raise LabbookError(
            f'{_place(node)}: to YAML a comment begins at " #", so {key} would be "{node.value}"; '
            "put the text in quotes, or a blank behind the # of a comment."
        )


def _text(loader: StrictLoader, node: yaml.ScalarNode) -> str | float:
    value = loader.construct_scalar(node)
    is_number = node.style is None and NUMBER_READ_AS_TEXT.fullmatch(value)
    return float(value) if is_number else _with_whole_characters(value)


def _with_whole_characters(text: str) -> str:
    """JSON writes a character beyond U+FFFF as two halves, which make it up again.

    A half without the other stays.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _whole_number(loader: StrictLoader, node: yaml.ScalarNode) -> int:
    value = loader.construct_scalar(node)
    if NUMBER_READ_OTHERWISE.fullmatch(value):
        raise _read_otherwise(node, value)
    try:
        return int(loader.construct_yaml_int(node))
    except (ValueError, IndexError):
        raise _no_value(node) from None


def _decimal_number(loader: StrictLoader, node: yaml.ScalarNode) -> float:
    value = loader.construct_scalar(node)
    if ":" in value:
        raise _read_otherwise(node, value)
    try:
        return float(loader.construct_yaml_float(node))
    except (ValueError, IndexError):
        raise _no_value(node) from None


def _truth(loader: StrictLoader, node: yaml.ScalarNode) -> bool:
    try:
        return bool(loader.construct_yaml_bool(node))
    except KeyError:
        raise _no_value(node) from None


def _read_otherwise(node: yaml.Node, value: str) -> LabbookError:
    return LabbookError(
        f"{_place(node)}: YAML takes {value} for another number; put it in quotes if it is text, "
        "or write the number without leading zeros and colons."
    )


def _no_value(node: yaml.Node) -> LabbookError:
    kind = node.tag.rpartition(":")[2]
    return LabbookError(f"{_place(node)}: {_written(node)} cannot be read as {kind}.")


# A date stays the text that was written, and so does an equals sign.
StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":value"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.yaml_constructors = {
    f"tag:yaml.org,2002:{kind}": construct
    for kind, construct in {
        "map": _mapping,
        "seq": yaml.SafeLoader.construct_yaml_seq,
        "str": _text,
        "int": _whole_number,
        "float": _decimal_number,
        "bool": _truth,
        "null": yaml.SafeLoader.construct_yaml_null,
    }.items()
} | {None: yaml.SafeLoader.construct_undefined}


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in the YAML or JSON file `path`.

    Raises LabbookError, with file and line, if the file is missing or as `parse_yaml` does.
    """
    value = parse_yaml(_characters(path), path.name)
    if not isinstance(value, dict):
        raise LabbookError(f"{path.name} must hold a mapping of keys to values.")
    return value


def parse_yaml(text: str, name: str) -> Any:
    """The value that `text` stands for; `name` says in a sentence where the text is from.

    Raises LabbookError, with the line, if this is not valid YAML, or has what YAML would pass over:
    a key twice, text that is cut off, a number that YAML reads as another.
    """
    loader = None
    try:
        loader = StrictLoader(text)
        loader.name = name
        return loader.get_single_data()
    except yaml.reader.ReaderError as error:
        before = text[: error.position].split("\n")
        raise LabbookError(
            f"{name}, line {len(before)}: character {len(before[-1]) + 1} is "
            f"U+{error.character:04X}, which no report can show; delete it."
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{name}, line {mark.line + 1}" if mark else name
        raise LabbookError(f"{place}: this is not valid YAML: {error.problem}.") from None
    except RecursionError:
        raise LabbookError(f"{name} has too many brackets or levels in one another.") from None
    finally:
        if loader:
            loader.dispose()


def _characters(path: Path) -> str:
    """The text in a file: UTF-8, or UTF-16 as Windows writes it, with one kind of line ends."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise LabbookError(
            f"{path.name} is missing in {path.parent.resolve()}; run snakemake in the folder that "
            "holds it, or name that folder with --directory."
        ) from None
    except OSError as error:
        raise LabbookError(f"{path.name} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise LabbookError(
            f"{path.name} has more than {MOST_BYTES // 10**6} MB, which is no config."
        )
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return io.StringIO(content.decode(encoding), newline=None).read()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LabbookError(
            f"{path.name}, line {line}: this is not UTF-8; let your editor save the file as UTF-8."
        ) from None


def _written(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "a mapping or list"


def _place(node: yaml.Node) -> str:
    return f"{node.start_mark.name}, line {node.start_mark.line + 1}"
