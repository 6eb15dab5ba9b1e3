"""Numbers of updates after which configurations with different batch sizes can be compared."""

import math
from collections.abc import Mapping, Set
from typing import NamedTuple


class EqualUpdates(NamedTuple):
    """After `updates` steps of the optimizer each of these configurations has ended an epoch.

    `epochs` maps the name of a configuration to that epoch.
    """

    updates: int
    epochs: dict[str, int]


def equal_updates(lengths: Mapping[str, tuple[int, int]]) -> list[EqualUpdates]:
    """As many configurations at once as possible, those with the fewest updates per epoch first.

    `lengths` maps a name to the updates per epoch and the number of epochs. Each group begins with
    the last configuration of the group before it, and takes the largest number of updates that all
    its members reach. A configuration alone makes no group.
    """
    ordered = sorted(lengths, key=lambda name: lengths[name][0])
    groups: list[EqualUpdates] = []
    members: list[str] = []
    # Of which `lengths` the members are, each once: a sweep has thousands of members.
    known: set[tuple[int, int]] = set()
    for name in ordered:
        if members and not _largest({*known, lengths[name]}):
            groups += _group(members, lengths)
            members = members[-1:] if _largest({lengths[members[-1]], lengths[name]}) else []
            known = {lengths[member] for member in members}
        members.append(name)
        known.add(lengths[name])
    return groups + _group(members, lengths)


def _group(members: list[str], lengths: Mapping[str, tuple[int, int]]) -> list[EqualUpdates]:
    if len(members) < 2 or len({lengths[name][0] for name in members}) < 2:
        return []
    updates = _largest({lengths[name] for name in members})
    return [EqualUpdates(updates, {name: updates // lengths[name][0] for name in members})]


def _largest(lengths: Set[tuple[int, int]]) -> int:
    """The largest number of updates that ends an epoch of all of them."""
    together = math.lcm(*(steps for steps, _ in lengths))
    shortest = min(steps * epochs for steps, epochs in lengths)
    return shortest // together * together
