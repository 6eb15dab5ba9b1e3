"""Whether a training that was done again gave what the run holds, but for its roundings.

On another kind of processor sums are rounded otherwise. How far that carries depends on the
training: one that converges forgets it, one that is chaotic makes more of it with each step. So it
is measured, by training from weights that are moved as far as all its roundings could carry them
(docs/decisions.md).
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.history import History
from labbook.training.trained_run import Nudge

NUDGES = 3
# As many times the largest change that was measured is allowed.
ALLOWED = 3.0
# So many images may be told otherwise, although none was in NUDGES trainings: up to one a training
# is credible then (the rule of three), and few have more than three. The half is for rounding.
IMAGES = 3.5
# Half of the distance between 1 and the next float32.
UNIT_ROUNDOFF = 2.0**-24

# By name, each number of a training: those of the history by epoch, those of the test alone.
Numbers = Mapping[str, Sequence[float]]


def nudge_of(steps: int, seed: int) -> Nudge:
    """Moves each weight by √steps units in its last place, up or down as `seed` says; no counter.

    A step rounds each weight once, and roundings add up like a random walk (Higham and Mary 2019,
    "A new approach to probabilistic rounding error analysis"). At the start they have the longest
    time to grow.
    """
    generator = np.random.default_rng(seed)

    def nudge(array: np.ndarray) -> np.ndarray:
        if not np.issubdtype(array.dtype, np.floating):
            return array
        signs = generator.choice((-1, 1), array.shape).astype(array.dtype)
        distance = np.spacing(np.abs(array)) * array.dtype.type(math.sqrt(steps))
        moved: np.ndarray = array + signs * distance
        return moved

    return nudge


def numbers_of(history: History, evaluation: Evaluation) -> Numbers:
    """Losses and accuracies of all epochs and, where there are test images, of the test."""
    loss, accuracy = evaluation.test_loss, evaluation.test_accuracy
    last = {"last_loss": [math.nan if loss is None else loss], "last_accuracy": [accuracy]}
    return {**history.columns, **(last if evaluation.n_test else {})}


def apart(one: Numbers, other: Numbers) -> dict[str, float]:
    """By name, how far the numbers of two trainings are apart at most, over the epochs of both.

    Infinite where only one of the two is finite.
    """
    return {
        name: max((_distance(*pair) for pair in zip(values, other[name], strict=False)), default=0)
        for name, values in one.items()
    }


def _distance(one: float, other: float) -> float:
    finite = math.isfinite(one), math.isfinite(other)
    return abs(one - other) if all(finite) else math.inf if any(finite) else 0.0


def allowed(again: Numbers, nudged: Iterable[Numbers], evaluation: Evaluation) -> dict[str, float]:
    """By name, how far a number may be from that of the training that was done `again`.

    Three times as far as the furthest of those that were nudged; and further by what the sum of a
    loss over n images is rounded by, √n u of it (as above), or by IMAGES of an accuracy.
    """
    changes = [apart(again, one) for one in nudged]
    images = {
        "train": evaluation.n_train,
        "val": evaluation.n_validation,
        "test": evaluation.n_test,
        "last": evaluation.n_test,
    }
    found = {}
    for name, values in again.items():
        part, _, metric = name.partition("_")
        n = images[part]
        largest = max((abs(x) for x in values if math.isfinite(x)), default=0.0) or 1.0
        least = IMAGES / n if metric == "accuracy" else math.sqrt(n) * UNIT_ROUNDOFF * largest
        found[name] = ALLOWED * max(change[name] for change in changes) + least
    return found
