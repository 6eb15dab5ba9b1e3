"""Numbers that carry their origin and keep it through arithmetic."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from labbook.artifacts.summary import Statistic
from labbook.report.origin import Origin


class Measured(float):
    """A number with its origin; it compares and hashes like the number itself.

    Arithmetic gives a Measured again and joins the origins of its operands. `plain` is the original
    number, so an int remains an int there.
    """

    plain: int | float
    origin: Origin

    def __new__(cls, value: int | float, origin: Origin) -> "Measured":
        number = super().__new__(cls, value)
        number.plain = value.plain if isinstance(value, Measured) else value
        number.origin = origin
        return number

    def __index__(self) -> int:
        if not isinstance(self.plain, int):
            raise TypeError(f"{self.plain} is no whole number")
        return self.plain

    def __str__(self) -> str:
        return str(self.plain)


def measured(value: Any, origin: Origin) -> Any:
    """A number as Measured; any other value (a string, a bool, None) unchanged."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Measured(value, origin)
    return value


def plain(value: Any) -> Any:
    """The number without its origin; any other value unchanged."""
    return value.plain if isinstance(value, Measured) else value


def origin_of(value: object) -> Origin | None:
    """The origin of a number, or of the mean of a statistic (also as in findings.json)."""
    if isinstance(value, Statistic):
        value = value.mean
    elif isinstance(value, Mapping):
        value = value.get("mean")
    return value.origin if isinstance(value, Measured) else None


def _joined(operation: Callable[..., Any], *operands: Any) -> Any:
    result = operation(*map(plain, operands))
    first, *others = [operand.origin for operand in operands if isinstance(operand, Measured)]
    for other in others:
        first = first.joined(other)
    return measured(result, first)


def _install(name: str) -> None:
    """Give Measured an operator; a binary one also with a plain number on its left."""
    operation = getattr(operator, name)
    setattr(Measured, f"__{name}__", lambda self, *others: _joined(operation, self, *others))
    if name in _BINARY:
        setattr(Measured, f"__r{name}__", lambda self, other: _joined(operation, other, self))


_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
for _name in (*_BINARY, "neg", "pos", "abs"):
    _install(_name)
