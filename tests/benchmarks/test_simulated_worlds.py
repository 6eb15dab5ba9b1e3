"""A few draws of each simulated world: a rule that gets clearly worse is noticed."""

import pytest
from scipy.stats import binom
from simulated_worlds import BEGIN, END, PAGE, rates, section
from worlds.all_worlds import worlds

DRAWS = 16
SEEDS = (3, 5)
WORLDS = [world for world in worlds() if "10000 images" not in world.words]
KINDS = sorted({world.kind for world in WORLDS})
# What may be false in 5 % of the draws is false in more of them than this in one of 10,000 tests.
MOST = int(binom.isf(1e-4 / len(WORLDS), DRAWS * len(SEEDS), 0.05))


@pytest.fixture(scope="module")
def found():
    return {
        kind: [rates(world, DRAWS * world.cost, 0, SEEDS) for world in WORLDS if world.kind == kind]
        for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_is_seldom_false(found, kind) -> None:
    for one in found[kind]:
        assert sum(one.false) * DRAWS <= MOST, one.world.words


@pytest.mark.parametrize("kind", KINDS)
def test_something_true_is_said_somewhere(found, kind) -> None:
    """Who never speaks is never wrong."""
    assert max(max(one.true) for one in found[kind]) > 0.25


def test_the_page_has_every_world(found) -> None:
    text = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    for world in worlds():
        assert f"| {world.words} |" in text
    for kind in KINDS:
        told = section(kind, found[kind], DRAWS)
        assert told.count("\n| ") == len(found[kind]) + 2
