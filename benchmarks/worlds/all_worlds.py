"""All worlds, kind by kind."""

from worlds.statements import worlds_of_runs
from worlds.statements_on_records import worlds_of_records
from worlds.world import World


def worlds() -> list[World]:
    return [*worlds_of_runs(), *worlds_of_records()]
