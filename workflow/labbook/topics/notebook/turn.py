"""Where the validation loss of trainings that differ in their seed is lowest, and turns up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labbook.metrics.curves import later_rises, measure_curves
from labbook.metrics.overfitting import MILD, overfits_in_one, overfitting_by
from labbook.topics.notebook.results_file import Course, as_history


@dataclass(frozen=True)
class Turn:
    """Where the validation loss of `trainings` over `epochs` is lowest, and whether it turns up.

    verdict: `clear`, `mild` or `none seen`, by the rules of metrics/overfitting.py; `open` where
    several trainings do not tell, `unknown` where one does not, or there are too few epochs.
    earliest, latest: of the epochs of the lowest loss; smallest_rise, largest_rise: from there to
    the last epoch, relative to it.
    rises_in_all: each training's loss rises after the epoch that the others point to
    (metrics/curves.py, later_rises), and its training loss falls meanwhile. dips: not so, though
    each ends above its own lowest, which may be a dip of a noisy curve.
    """

    epochs: int
    trainings: int
    verdict: str
    earliest: int
    latest: int
    smallest_rise: float
    largest_rise: float
    rises_in_all: bool
    dips: bool
    mild_from: float = MILD

    @property
    def turns(self) -> bool:
        """Whether there is over-fitting or, where that is open, a sign of it."""
        return self.verdict in ("clear", "mild") or (self.verdict == "open" and self.rises_in_all)


def read_turn(courses: Sequence[Course]) -> Turn:
    """`courses`: of trainings that differ in their seed alone."""
    measured = [measure_curves(as_history(course)) for course in courses]
    lowest = [int(one.lowest_held_out_loss_epoch) for one in measured]
    rises = [one.held_out_loss_rise or 0.0 for one in measured]
    found = later_rises(
        [np.array(course["val_loss"]) for course in courses],
        [np.array(course["loss"]) for course in courses],
    )
    known = [one.held_out for one in found if one is not None]
    training = [one.training for one in found if one is not None]
    if len(known) > 1:
        verdict = overfitting_by(known, training, rises) or "open"
    else:
        alone = len(courses) == 1 and overfits_in_one(as_history(courses[0]))
        verdict = "clear" if alone else "unknown"
    return Turn(
        epochs=len(courses[0]["loss"]),
        trainings=len(courses),
        verdict=verdict,
        earliest=min(lowest),
        latest=max(lowest),
        smallest_rise=min(rises),
        largest_rise=max(rises),
        rises_in_all=bool(known) and min(*known, *rises) > 0 > max(training),
        dips=bool(known) and min(known) <= 0 < min(rises),
    )


def stops(epochs: int, turn: Turn) -> str | None:
    """How a network of so many epochs ended, where the trainings are longer and turn up or seem to.

    `before` or `after` all their lowest losses; else None.
    """
    if turn.epochs <= epochs or not turn.turns or turn.earliest < epochs <= turn.latest:
        return None
    return "before" if epochs <= turn.earliest else "after"
