"""Whether runs that differ in their seed over-fit: Student's interval for their mean rise."""

from collections.abc import Sequence

from labbook.metrics.paired_change import mean_change
from labbook.metrics.statistic import describe

CLEAR = 0.10
MILD = 0.02
# Over the runs, a rise is measured as medians over several epochs and so comes out too small; no
# over-fitting of MILD is said of a rise that is shown to be below this.
NONE = 0.005


def overfitting_of_runs(rises: Sequence[float | None], falls: Sequence[float]) -> str | None:
    """`clear`, `mild` or `none seen`; None where the runs do not show which, and below ten epochs.

    `clear` and `mild`: the interval lies above zero, with a mean of CLEAR or MILD at least, and the
    training loss fell in every run. `none seen`: it lies below NONE.

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
