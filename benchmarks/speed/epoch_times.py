"""What an epoch takes, from several trainings of one side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any


@dataclass(frozen=True)
class EpochTimes:
    """Seconds of an epoch, the medians of all but the first of each training."""

    cpu: float
    wall: float


def epoch_times(trainings: Sequence[dict[str, Any]]) -> EpochTimes:
    """Of trainings of two or more epochs, as `train_once` returns them."""
    return EpochTimes(_median(trainings, "epoch_ends"), _median(trainings, "epoch_wall_ends"))


def _median(trainings: Sequence[dict[str, Any]], ends: str) -> float:
    return median(later - before for one in trainings for before, later in pairwise(one[ends]))
