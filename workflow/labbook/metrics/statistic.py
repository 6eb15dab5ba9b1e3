"""Mean and spread over the seeds."""

import statistics
from collections.abc import Sequence

from labbook.artifacts.summary import Statistic


def describe(values: Sequence[float | None]) -> Statistic:
    """Mean and standard deviation (n - 1) of what is not None, in the order given.

    The arithmetic of `statistics` is exact before its last rounding: equal values have no spread
    at all, and the order of the seeds changes nothing.
    """
    counted = [value for value in values if value is not None]
    return Statistic(
        mean=float(statistics.mean(counted)) if counted else None,
        std=float(statistics.stdev(counted)) if len(counted) > 1 else None,
        n=len(counted),
        values=tuple(values),
    )
