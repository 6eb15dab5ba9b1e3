"""Compute how many seeds would decide a comparison that the present seeds leave open."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from statsmodels.stats.power import TTestIndPower

from labbook.artifacts.summary import ConfigurationSummary
from labbook.metrics.intervals import known_spread

POWER = 0.8
# The power of each of two one-sided tests; together they have at least POWER (Bonferroni).
ONE_SIDED_POWER = 0.9
MOST_SEEDS = 1000
# Accuracies are quotients of counts; a difference this close to the margin equals the margin.
_ROUNDING_ERROR = 1e-9

Aim = Literal["difference", "equivalence"]


@dataclass(frozen=True)
class SeedsNeeded:
    """The number `n` of seeds for each of two configurations; None if MOST_SEEDS are too few.

    `aim` is what these seeds would show: a difference or an equivalence.
    """

    aim: Aim
    n: int | None


def seeds_needed(
    first: ConfigurationSummary,
    second: ConfigurationSummary,
    margin: float,
    significance: float,
) -> SeedsNeeded:
    """The smallest number of seeds, above the present one, that decides with power POWER.

    The true difference and spreads are assumed to be those of the present runs. If the difference
    reaches the margin, a two-sided t-test must show it; below the margin, two one-sided t-tests
    must show equivalence.
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2.
    Raises ValueError if a configuration has no spread because it has only one run.
    """
    one, other = first.metrics["test_accuracy"], second.metrics["test_accuracy"]
    spreads = known_spread(one, first.n_test), known_spread(other, second.n_test)
    if one.mean is None or other.mean is None or spreads[0] is None or spreads[1] is None:
        raise ValueError(f"{first.name} or {second.name} has no spread over its seeds")
    # Both configurations get the same number of seeds, so their variances weigh the same.
    pooled = math.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2)
    difference = abs(one.mean - other.mean)
    aim: Aim
    if difference > margin - _ROUNDING_ERROR:
        # Only one tail counts: a significant difference in the wrong direction is not a decision,
        # and for large effects the power of that tail is numerically NaN.
        aim, effect, alpha, wanted = "difference", difference / pooled, significance / 2, POWER
    else:
        effect = (margin - difference) / pooled
        aim, alpha, wanted = "equivalence", significance, ONE_SIDED_POWER

    def power(n: int) -> float:
        return float(TTestIndPower().power(effect, n, alpha, ratio=1, alternative="larger"))

    # The power grows with n, so a bisection over whole numbers finds the smallest n.
    tried = range(min(one.n, other.n) + 1, MOST_SEEDS + 1)
    place = bisect_left(tried, wanted, key=power)
    return SeedsNeeded(aim, tried[place] if place < len(tried) else None)
