"""The mean and the spread over the seeds."""

import statistics
from collections.abc import Sequence

from labbook.artifacts.summary import Statistic


def describe(values: Sequence[float | None]) -> Statistic:
    """The mean and the standard deviation (n - 1) of all values that are not None.

    `values` keeps the given order. The module `statistics` computes exactly and rounds only the
    result. So the spread of equal values is exactly 0, and the order of the seeds does not matter.
    """
    counted = [value for value in values if value is not None]
    return Statistic(
        mean=float(statistics.mean(counted)) if counted else None,
        std=float(statistics.stdev(counted)) if len(counted) > 1 else None,
        n=len(counted),
        values=tuple(values),
    )
