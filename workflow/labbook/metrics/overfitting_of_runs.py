"""Whether runs that differ in their seed over-fit: Student's interval for their mean rise."""

from collections.abc import Sequence

from labbook.metrics.overfitting import CLEAR, MILD, NONE
from labbook.metrics.paired_change import mean_change
from labbook.metrics.statistic import describe


def overfitting_of_runs(rises: Sequence[float | None], falls: Sequence[float]) -> str | None:
    """`clear`, `mild` or `none seen`; None where the runs do not show which.

    `rises`: of the held-out loss of each run (metrics/curves.py, later_rises); `falls`: of its
    training loss since its lowest held-out loss.
    """
    change = None if None in rises else mean_change(describe(rises))
    if change is None or change.interval is None:
        return None
    low, high = change.interval
    if high < NONE:
        return "none seen"
    if low <= 0 or change.mean < MILD or min(falls) <= 0:
        return None
    return "clear" if change.mean >= CLEAR else "mild"
