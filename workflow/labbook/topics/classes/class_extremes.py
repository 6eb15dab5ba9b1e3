"""The classes with the lowest and the highest mean of a score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from labbook.artifacts.summary import Statistic


@dataclass(frozen=True)
class Extremes:
    """`lowest` and `highest` are names of classes, several if they share the place.

    `low` and `high` are the statistics of the first of each.
    """

    lowest: list[str]
    highest: list[str]
    low: Statistic
    high: Statistic

    @property
    def equal(self) -> bool:
        """Whether all classes have the same mean."""
        return self.lowest == self.highest


def extremes(names: Sequence[str], scores: Sequence[Statistic]) -> Extremes | None:
    """Of the classes that have a mean; None if there is none."""
    known = dict(zip(names, scores, strict=True))
    means = {name: score.mean for name, score in known.items() if score.mean is not None}
    if not means:
        return None

    def classes_at(extreme: float) -> list[str]:
        # Means of fractions are rounded: a half is also the mean of a third and two thirds.
        return [name for name, mean in means.items() if math.isclose(mean, extreme, rel_tol=1e-12)]

    lowest, highest = classes_at(min(means.values())), classes_at(max(means.values()))
    return Extremes(lowest, highest, known[lowest[0]], known[highest[0]])
