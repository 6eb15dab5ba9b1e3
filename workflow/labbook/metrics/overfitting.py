"""Whether networks over-fit: their held-out loss rises while their training loss falls.

One rule over the runs of a configuration; the summary has its verdict, for findings, figures and
published turns, and for the trainings of a notebook. Of one run alone, only a rise is told that is
beyond the noise of all curves that we know.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.ndimage import median_filter

from labbook.artifacts.history import History
from labbook.artifacts.summary import RunSummary, Summary
from labbook.metrics.curves import SHORTEST_HISTORY, late_window
from labbook.metrics.paired_change import mean_change
from labbook.metrics.statistic import describe
from labbook.metrics.untrained import trained_runs

CLEAR = 0.10
MILD = 0.02
# Over the runs, a rise is measured as medians over several epochs and so comes out too small; no
# over-fitting of MILD is said of a rise that is shown to be below this.
NONE = 0.005


def with_overfitting(summary: Summary) -> Summary:
    """The summary with the verdict of each configuration, by its runs that train."""
    trained = trained_runs(summary)
    return replace(
        summary,
        configurations=tuple(
            replace(configuration, overfitting=overfitting(trained[configuration.name]))
            for configuration in summary.configurations
        ),
    )


def overfitting(runs: Sequence[RunSummary]) -> str | None:
    """`clear`, `mild` or `none seen`, of the runs of a configuration that train.

    By Student's interval for the mean of their rises (metrics/curves.py, later_rises): `clear` and
    `mild` lie above zero with a mean of CLEAR or MILD at least, if the training loss fell in every
    run; `none seen` lies below NONE. None for all else, one run, and below ten epochs.
    """
    return overfitting_by(
        [run.metrics["held_out_loss_later_rise"] for run in runs],
        [run.metrics["train_loss_fall"] or 0.0 for run in runs],
    )


def overfitting_by(rises: Sequence[float | None], falls: Sequence[float]) -> str | None:
    """The same, by what each run has measured: its later rise and its training loss's fall."""
    rise = mean_change(describe(rises)) if len(rises) > 1 and None not in rises else None
    if rise is None or rise.interval is None:
        return None
    low, high = rise.interval
    if high < NONE:
        return "none seen"
    if low <= 0 or rise.mean < MILD or min(falls) <= 0:
        return None
    return "clear" if rise.mean >= CLEAR else "mild"


def overfits_in_one(history: History) -> bool:
    """Whether one run alone shows it: by CLEAR at least, from ten epochs on, with falling training.

    From the lowest to the end of the held-out loss, as medians over the late window: by noise of
    3 %, as in finished runs, that rises by less (docs/statistics.md). A smaller rise needs more
    runs.
    """
    loss = np.array(history.held_out("loss"))
    if len(loss) < SHORTEST_HISTORY:
        return False
    late = late_window(len(loss))
    course = median_filter(loss, late, mode="nearest")
    lowest = int(course.argmin())
    training = history.columns["train_loss"]
    return bool(
        0 < (1 + CLEAR) * course[lowest] <= np.median(loss[-late:])
        and training[-1] < training[lowest]
    )
