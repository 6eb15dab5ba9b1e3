"""The space of a search in words: a column for each of its keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from labbook.artifacts.search import Search
from labbook.report.numbers import integer
from labbook.report.settings import value_text
from labbook.text.names import FIRST_RATE, setting_name

# From the network to its training; other keys follow. JSON has lost the order of the config.
_ORDER = (
    *("filters", "kernel_size", "block_dropout"),
    *("hidden_layers", "units", "activation", "dropout"),
    *("optimizer", "learning_rate", "batch_size"),
)


@dataclass(frozen=True)
class Axis:
    """One key with its `values` in words; `title` also says what all values have in common."""

    key: str
    title: str
    values: tuple[Markup, ...]


def space_axes(search: Search) -> list[Axis]:
    """The keys of the space, each with all its values."""
    keys = sorted(search.space, key=lambda key: (_ORDER.index(key) if key in _ORDER else 99, key))
    return [
        Axis(key, _title(key, values), tuple(_word(key, value, values) for value in values))
        for key in keys
        for values in [search.space[key]]
    ]


def settings_words(search: Search, varied: Mapping[str, Any]) -> list[Markup]:
    """What a trial takes of each axis, in the order of `space_axes`."""
    return [
        _word(axis.key, varied[axis.key], search.space[axis.key]) for axis in space_axes(search)
    ]


def _title(key: str, values: Sequence[Any]) -> str:
    schedule = _common_schedule(values)
    return f"{setting_name(key)} ({schedule})" if schedule else setting_name(key)


def _word(key: str, value: Any, values: Sequence[Any]) -> Markup:
    if _common_schedule(values):
        return value_text(key, value[FIRST_RATE])
    if isinstance(value, list) and any(isinstance(part, list) for part in value):
        return Markup(" → ").join(_word(key, block, values) for block in value)
    if isinstance(value, list):
        return Markup(" + ").join(map(integer, value)) or Markup("none")
    return value_text(key, value)


def _common_schedule(values: Sequence[Any]) -> str | None:
    """The schedule of learning rates that differ in nothing but where they begin."""
    if not all(isinstance(value, dict) and FIRST_RATE in value for value in values):
        return None
    alone = {"schedule": values[0]["schedule"], FIRST_RATE: None}
    is_common = all({**value, FIRST_RATE: None} == alone for value in values)
    return str(values[0]["schedule"]) if is_common else None
