"""How many seeds would decide a comparison that the seeds leave open."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from statsmodels.stats.power import TTestIndPower

from labbook.artifacts.summary import ConfigurationSummary
from labbook.metrics.intervals import known_spread

POWER = 0.8
# Each of two one-sided tests; both together then reject with POWER at least (Bonferroni).
ONE_SIDED_POWER = 0.9
MOST_SEEDS = 1000
# Accuracies are counts over counts; a difference this far below the margin stands at the margin.
_ROUNDING_ERROR = 1e-9

Aim = Literal["difference", "equivalence"]


@dataclass(frozen=True)
class SeedsNeeded:
    """`n` seeds for each of two configurations; None where MOST_SEEDS are too few.

    `aim` is what they would show: that the two differ, or that they are equivalent.
    """

    aim: Aim
    n: int | None


def seeds_needed(
    first: ConfigurationSummary,
    second: ConfigurationSummary,
    margin: float,
    significance: float,
) -> SeedsNeeded:
    """The fewest seeds more than there are that decide with power POWER, if the truth is as seen.

    Differences and spreads are taken as those of the runs there are. From the margin on, a
    two-sided t-test is to show the difference; below it, two one-sided ones the equivalence.
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2.
    Raises ValueError where one of the two has no spread, for want of a second run.
    """
    one, other = first.metrics["test_accuracy"], second.metrics["test_accuracy"]
    spreads = known_spread(one, first.n_test), known_spread(other, second.n_test)
    if one.mean is None or other.mean is None or spreads[0] is None or spreads[1] is None:
        raise ValueError(f"{first.name} or {second.name} has no spread over its seeds")
    # Of equally many seeds each, as they are asked for.
    pooled = math.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2)
    difference = abs(one.mean - other.mean)
    aim: Aim
    if difference > margin - _ROUNDING_ERROR:
        # One tail: to be significant the wrong way round is no decision (and its tail is
        # numerically not a number for large effects).
        aim, effect, alpha, wanted = "difference", difference / pooled, significance / 2, POWER
    else:
        effect = (margin - difference) / pooled
        aim, alpha, wanted = "equivalence", significance, ONE_SIDED_POWER

    def power(n: int) -> float:
        return float(TTestIndPower().power(effect, n, alpha, ratio=1, alternative="larger"))

    # Power grows with n, so whole numbers can be searched; no root has to be found and rounded.
    tried = range(min(one.n, other.n) + 1, MOST_SEEDS + 1)
    place = bisect_left(tried, wanted, key=power)
    return SeedsNeeded(aim, tried[place] if place < len(tried) else None)
