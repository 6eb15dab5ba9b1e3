"""A world: what it is like, and which verdicts are false of it or true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from labbook.artifacts.findings import Finding


@dataclass(frozen=True)
class World:
    """`draw` makes what was measured with so many seeds; `find` says of it what the report would.

    `false` are verdicts that are not true of it, `true` those that are; nothing said is neither.
    `cost`: how many times as long as another it takes to draw.
    """

    kind: str
    words: str
    draw: Callable[[np.random.Generator, int], Any]
    find: Callable[[Any], list[Finding]]
    false: frozenset[str]
    true: frozenset[str]
    cost: int = 1

    def said(self, rng: np.random.Generator, n_seeds: int) -> tuple[bool, bool]:
        """Whether something false is said of a world drawn at random, and something true."""
        verdicts = {finding.verdict for finding in self.find(self.draw(rng, n_seeds))}
        return bool(verdicts & self.false), bool(verdicts & self.true)


NOTHING: frozenset[str] = frozenset()
APART = frozenset({"better", "worse"})
