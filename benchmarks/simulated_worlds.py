"""How often each kind of statement is false of a world whose truth is known, and its power.

Experiments are drawn from worlds (worlds/all_worlds.py) with the noise of real runs, the finders of
the report are asked, and what they say is held against the world. The table goes between the
markers of docs/statistics.md.
"""

# ruff: noqa: E402 (the package is not installed: its folder comes onto the path first)
import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "workflow"))

from worlds.all_worlds import worlds
from worlds.world import World

PAGE = ROOT / "docs/statistics.md"
BEGIN, END = "<!-- simulated worlds: begin -->", "<!-- simulated worlds: end -->"
SEEDS = (3, 5, 12)


@dataclass(frozen=True)
class Rates:
    """Of so many draws, by number of seeds: the shares with a false and with a true statement."""

    world: World
    false: Sequence[float]
    true: Sequence[float]


def rates(world: World, n_draws: int, seed: int = 0, seeds: Sequence[int] = SEEDS) -> Rates:
    """The same draws for the same `seed`; dearer worlds are drawn less often."""
    rng = np.random.default_rng([seed, *world.words.encode()])
    count = max(1, n_draws // world.cost)
    said = [[world.said(rng, n_seeds) for _ in range(count)] for n_seeds in seeds]
    false, true = ([sum(one[place] for one in draws) / count for draws in said] for place in (0, 1))
    return Rates(world, false, true)


def section(kind: str, found: Sequence[Rates], n_draws: int) -> str:
    """A row for each world of a kind; percentages."""
    lines = [
        f"### `{kind}`",
        "",
        f"{n_draws} draws of each world and number of seeds, fewer where they are dear.",
        "",
        f"| world | false, % (n = {', '.join(map(str, SEEDS))}) | said, % |",
        "| --- | --- | --- |",
    ]
    for one in found:
        cells = (
            " / ".join(f"{100 * share:.1f}" for share in shares) if verdicts else "–"
            for verdicts, shares in ((one.world.false, one.false), (one.world.true, one.true))
        )
        lines.append(f"| {' | '.join([one.world.words, *cells])} |")
    return "\n".join([*lines, "", ""])


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200, help="of each world (200)")
    parser.add_argument("--kind", help="only this kind of finding")
    arguments = parser.parse_args(argv)
    for kind in dict.fromkeys(world.kind for world in worlds()):
        if arguments.kind in (None, kind):
            found = [rates(world, arguments.draws) for world in worlds() if world.kind == kind]
            told = section(kind, found, arguments.draws)
            print(told, flush=True)
            before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
            middle, end, after = rest.partition(END)
            others = re.sub(rf"### `{kind}`.*?(?=### |\Z)", "", middle, flags=re.DOTALL)
            page = "".join([before, begin, others.rstrip(), "\n\n", told, end, after])
            PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
