"""Numbers of updates after which configurations with different batch sizes can be compared."""

import math
from collections.abc import Mapping
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
    for name in ordered:
        if members and not _largest([*members, name], lengths):
            groups += _group(members, lengths)
            members = members[-1:] if _largest([members[-1], name], lengths) else []
        members.append(name)
    return groups + _group(members, lengths)


def _group(members: list[str], lengths: Mapping[str, tuple[int, int]]) -> list[EqualUpdates]:
    if len(members) < 2 or len({lengths[name][0] for name in members}) < 2:
        return []
    updates = _largest(members, lengths)
    return [EqualUpdates(updates, {name: updates // lengths[name][0] for name in members})]


def _largest(members: list[str], lengths: Mapping[str, tuple[int, int]]) -> int:
    """The largest number of updates that ends an epoch of all members; 0 without any."""
    together = math.lcm(*(lengths[name][0] for name in members))
    shortest = min(steps * epochs for steps, epochs in (lengths[name] for name in members))
    return shortest // together * together
