"""The metrics of a run after chosen epochs, from its history."""

import math
from collections.abc import Iterable, Sequence

from labbook.artifacts.history import History
from labbook.artifacts.summary import EPOCH_METRIC_NAMES, RunSummary, Statistic
from labbook.metrics.statistic import describe


def values_at(history: History, epochs: Iterable[int]) -> dict[int, dict[str, float | None]]:
    """The values of EPOCH_METRIC_NAMES by epoch; None if the history does not record a metric.

    An epoch is left out if the run did not reach it or has a value there that is not finite: the
    run has diverged.
    """
    found = {}
    for epoch in epochs:
        if epoch not in history.epochs:
            continue
        row = history.epochs.index(epoch)
        known = {
            name: history.columns[name][row]
            for name in EPOCH_METRIC_NAMES
            if name in history.columns
        }
        if all(map(math.isfinite, known.values())):
            found[epoch] = dict.fromkeys(EPOCH_METRIC_NAMES) | known
    return found


def describe_epochs(
    runs: Sequence[RunSummary], epochs: Iterable[int]
) -> dict[int, dict[str, Statistic]]:
    """The statistic of each of EPOCH_METRIC_NAMES over the runs, by epoch.

    A run that diverged later counts: at this epoch it was like the others, and leaving it out would
    select runs by their outcome.
    """
    return {
        epoch: {
            name: describe([run.at_epochs.get(epoch, {}).get(name) for run in runs])
            for name in EPOCH_METRIC_NAMES
        }
        for epoch in epochs
    }
