"""Which combinations of a search's space are tried."""

import hashlib

from labbook.canonical_json import canonical_json
from labbook.planning.configurations import Alternative


def draw_trials(combinations: list[Alternative], count: int, seed: int) -> list[Alternative]:
    """`count` of `combinations`, without replacement, as `seed` draws them; all if no more.

    Each combination gets its place in the order by a hash of itself and the seed. So a larger
    count keeps the trials of a smaller one, and a value that is added to the space or taken from
    it changes no other trial's place.
    """

    def place(one: Alternative) -> str:
        return hashlib.sha256(canonical_json([seed, one.varied]).encode()).hexdigest()

    return sorted(combinations, key=place)[:count]
