"""What differs between then and now, in words: settings, versions, files of code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from labbook.canonical_json import canonical_json

# What the config calls settings that have another place in the spec.
CONFIG_WORDS = {
    "optimizer.name": "optimizer",
    "optimizer.weight_decay": "weight_decay",
    "output.activation": "output_activation",
    "task.positive": "positive_class",
    "own.file": "model.file",
    "own.function": "model.function",
}
# Of a network of one's own: what follows from its code, and the files of that.
FOLLOWS = ("own.layers", "own.way")
OWN_FILES = "own.code."
OF_OWN = ("own.arguments.", "own.libraries.")


def setting_changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """`epochs 100 -> 50`, `hidden[0].units 64 -> 32`, `optimizer.momentum added: 0.9`."""
    if path in FOLLOWS:
        return
    if path.startswith(OWN_FILES):
        if before != after:
            yield f"{path.removeprefix(OWN_FILES)} changed"
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*after, *before]):
            name = f"{path}.{key}" if path else str(key)
            yield from _entry_changes(name, key in before, before.get(key), after, key)
    elif _is_list(before) and _is_list(after):
        for index in range(max(len(before), len(after))):
            then = before[index] if index < len(before) else None
            now = dict(enumerate(after))
            yield from _entry_changes(f"{path}[{index}]", index < len(before), then, now, index)
    elif canonical_json(before) != canonical_json(after):
        yield f"{_name(path)} {_value(before)} -> {_value(after)}"


def version_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """`tensorflow 2.20.0 -> 2.21.0`."""
    return [
        f"{library} {before.get(library, 'none')} -> {after.get(library, 'none')}"
        for library in differing(before, after)
    ]


def code_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """`labbook/training/loss.py changed`, `... is new`, `... is gone`; those changed first."""
    names = differing(before, after)
    return [
        *(f"{source_name(name)} changed" for name in names if name in before and name in after),
        *(f"{source_name(name)} is new" for name in names if name not in before),
        *(f"{source_name(name)} is gone" for name in names if name not in after),
    ]


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names, sorted, that do not have the same value in both."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def source_name(module: str) -> str:
    """`labbook.report.pdf` as a file that a person looks for: `labbook/report/pdf.py`."""
    return f"{module.replace('.', '/')}.py"


def shortened(items: Sequence[str], most: int, what: str = "") -> list[str]:
    """The first `most` of `items`, with `and 4 more` if there are more; `what`: a noun for one."""
    left = len(items) - most
    if left <= 0:
        return list(items)
    noun, space, rest = what.partition(" ")
    plural = f"{noun}s{space}{rest}" if what and left > 1 else what
    return [*items[: most - 1], f"{items[most - 1]} and {f'{left} more {plural}'.rstrip()}"]


def _entry_changes(
    name: str, was_there: bool, before: Any, after: Mapping[Any, Any], key: Any
) -> Iterable[str]:
    if name == "own" and not (was_there and key in after):
        network = after.get(key, before)
        return [f"model {network['file']} {'added' if key in after else 'removed'}"]
    if name.startswith(OWN_FILES) and not (was_there and key in after):
        return [f"{name.removeprefix(OWN_FILES)} is {'gone' if was_there else 'new'}"]
    if not was_there:
        return [f"{_name(name)} added: {_value(after[key])}"]
    if key not in after:
        return [f"{_name(name)} removed (was {_value(before)})"]
    return setting_changes(before, after[key], name)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _name(path: str) -> str:
    for beginning in OF_OWN:
        path = path.removeprefix(beginning)
    return CONFIG_WORDS.get(path, path)


def _value(value: Any) -> str:
    """As YAML has it on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_value(item)}" for key, item in value.items()) + "}"
    if _is_list(value):
        return "[" + ", ".join(map(_value, value)) + "]"
    return value if isinstance(value, str) else canonical_json(value)
