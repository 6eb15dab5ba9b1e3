"""Dataclasses as JSON artifacts: written by their fields, checked against their types when read."""

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import FiniteFloat as FiniteFloat
from pydantic import TypeAdapter, ValidationError

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

T = TypeVar("T")

# A metric in a class that is read from a file. An epoch stays a whole number.
Number = int | float

# Metadata of a field that the file leaves out where it is empty.
LEFT_OUT = {"left_out_if_empty": True}


def read_typed(path: Path, kind: type[T]) -> T:
    """Read a dataclass, or a list of some, as `write_typed` wrote it.

    Raises LabbookError naming the file if it is missing, or what in it does not fit `kind`.
    """
    value = read_json(path)
    try:
        return typed(value, kind)
    except ValueError as error:
        raise LabbookError(
            f"{path} is not as this version writes it ({error}); delete it and build again."
        ) from None


def write_typed(path: Path, value: object) -> None:
    """Write a dataclass, or a list of some, sorted and indented."""
    write_json(path, plain(value))


def typed(value: object, kind: type[T]) -> T:
    """Values of JSON as a dataclass, or a list of some; further fields are ignored.

    Raises ValueError saying where the first value is that does not fit, and why.
    """
    try:
        adapter: TypeAdapter[T] = _adapter(cast(Any, kind))
        return adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}" if place else first["msg"]) from None


def plain(value: object) -> Any:
    """Values for JSON. A dataclass becomes a mapping: what its `to_dict` gives, or its fields."""
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if not is_dataclass(value):
        return value
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    left_out = _left_out(cast(Any, type(value)))
    return {
        name: plain(member)
        for name, member in vars(value).items()
        if member or name not in left_out
    }


@cache
def _left_out(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.metadata == LEFT_OUT)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
