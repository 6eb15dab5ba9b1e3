"""Runs over-fit together where the mean of their rises is beyond chance, and large enough."""

import numpy as np
import pytest

from labbook.metrics.curves import later_rises
from labbook.metrics.overfitting import overfitting_by

FALLS = [-0.1, -0.1, -0.1]
HIGH = [0.2, 0.2, 0.2]


@pytest.mark.parametrize(
    ("rises", "training", "ends", "verdict"),
    [
        ([0.11, 0.12, 0.13], FALLS, HIGH, "clear"),
        ([0.03, 0.035, 0.04], FALLS, HIGH, "mild"),
        # As high on average, but Student's interval reaches zero.
        ([0.0, 0.1, 0.26], FALLS, HIGH, None),
        ([0.012, 0.013, 0.014], FALLS, HIGH, None),
        # A training loss that rises by next to nothing hides no over-fitting; one that rises as the
        # held-out loss does is something else.
        ([0.11, 0.12, 0.13], [-0.1, 0.001, -0.1], HIGH, "clear"),
        ([0.11, 0.12, 0.13], [-0.1, 0.02, -0.1], HIGH, None),
        ([0.0, 0.001, 0.0], FALLS, [0.0, 0.009, 0.005], "none seen"),
        # The others' lowest epoch says nothing of a run that ends far above its own.
        ([0.0, 0.001, 0.0], FALLS, [0.0, 0.35, 0.01], None),
        ([0.0, 0.001, 0.0], FALLS, [0.0, 0.011, 0.0], None),
        ([0.0, 0.001, 0.0], FALLS, [0.0, None, 0.0], None),
        ([0.12], [-0.1], [0.2], None),
        ([0.12, None, 0.12], FALLS, HIGH, None),
        ([0.12, 0.12, 0.12], [-0.1, None, -0.1], HIGH, None),
        ([], [], [], None),
    ],
)
def test_what_the_runs_show(rises, training, ends, verdict) -> None:
    assert overfitting_by(rises, training, ends) == verdict


EPOCHS = np.arange(1, 101)
FALLING = 0.1 + 2 * np.exp(-EPOCHS / 3)
TURNING = FALLING * np.interp(EPOCHS, [20, 90], [1.0, 1.4])
LEARNED = np.geomspace(1, 1e-5, 100)
# A step of the learning rate: the loss falls at once by a tenth.
STEP = FALLING * np.where(EPOCHS < 60, 1.0, 0.9)
# All is forgotten in the last quarter.
UNLEARNED = np.where(EPOCHS < 75, LEARNED, 0.2)


@pytest.mark.parametrize(
    ("held_out", "training", "noise", "verdict"),
    [
        (FALLING, LEARNED, 0.0001, "none seen"),
        (STEP, LEARNED, 0.001, "none seen"),
        (FALLING, LEARNED, 0.03, None),
        (TURNING, LEARNED, 0.0001, "clear"),
        (TURNING, LEARNED, 0.03, "clear"),
        (1 + (TURNING - FALLING), LEARNED, 0.001, "mild"),
        (TURNING, UNLEARNED, 0.001, None),
        # Runs that never learn.
        (np.full(100, 2.3), np.full(100, 2.3), 0.00001, "none seen"),
    ],
)
def test_what_curves_show(held_out, training, noise, verdict) -> None:
    rng = np.random.default_rng(1)
    losses = [held_out * np.exp(noise * rng.standard_normal(100)) for _ in range(3)]
    found = later_rises(losses, [training] * 3)
    ends = [loss[-1] / loss.min() - 1 for loss in losses]
    shares = zip(*found, strict=True)
    assert overfitting_by(*map(list, shares), ends) == verdict
