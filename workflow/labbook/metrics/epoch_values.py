"""What the history of one run says of one of its epochs."""

import math
from collections.abc import Iterable, Sequence

from labbook.artifacts.history import History
from labbook.artifacts.summary import EPOCH_METRIC_NAMES, RunSummary, Statistic
from labbook.metrics.statistic import describe


def values_at(history: History, epochs: Iterable[int]) -> dict[int, dict[str, float | None]]:
    """By epoch, each of EPOCH_METRIC_NAMES: None where the history does not record it.

    An epoch that the run did not reach, or at which one of them is not finite, is left out: there
    the run has diverged.
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
    """By epoch, each of EPOCH_METRIC_NAMES over the runs.

    A run that diverged later counts: at that epoch it was like the others, and to leave it out for
    what came after would be a choice by the outcome.
    """
    return {
        epoch: {
            name: describe([run.at_epochs.get(epoch, {}).get(name) for run in runs])
            for name in EPOCH_METRIC_NAMES
        }
        for epoch in epochs
    }
