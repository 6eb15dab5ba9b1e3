"""Whether networks over-fit: their held-out loss rises while their training loss does not.

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
# A last loss that lies less above the lowest one shows no rise of MILD, by chance neither.
NONE = 0.01
# Where the training loss rises by this share of the held-out loss's rise, or more, the network got
# worse on both, and no training images were learned by heart.
WITH_TRAINING = 0.1


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
    """The verdict on the runs of a configuration that train, by what each has measured."""
    measured = ("held_out_loss_later_rise", "train_loss_later_rise", "held_out_loss_rise")
    return overfitting_by(*([run.metrics[name] for run in runs] for name in measured))


def overfitting_by(
    rises: Sequence[float | None],
    training: Sequence[float | None],
    ends: Sequence[float | None],
) -> str | None:
    """`clear`, `mild`, `none seen`, or None, of runs that differ in their seed.

    `rises` and `training` are the later rises of both losses (metrics/curves.py), `ends` how far
    the held-out loss ends above its lowest. `clear` and `mild`: Student's interval for the mean
    rise lies above zero, the mean is CLEAR or MILD at least, and in each run the training loss
    falls, or rises by less than a tenth as much. `none seen`: each run ends by less than NONE above
    its lowest. None for all else, one run, and below ten epochs.
    """
    known = [
        (rise, also)
        for rise, also in zip(rises, training, strict=True)
        if rise is not None and also is not None
    ]
    if len(known) < max(2, len(rises)):
        return None
    rise = mean_change(describe(rises))
    alone = all(also <= WITH_TRAINING * max(rise, 0.0) for rise, also in known)
    if rise and rise.interval and rise.interval[0] > 0 and rise.mean >= MILD and alone:
        return "clear" if rise.mean >= CLEAR else "mild"
    return "none seen" if all(end is not None and end < NONE for end in ends) else None


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
