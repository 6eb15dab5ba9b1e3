"""Measure the training of one run from its history, as plain numbers.

This module only measures; findings have the thresholds and words.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from labbook.artifacts.history import History
from labbook.metrics.crossing import crossing_row

# The late window is the last tenth of the epochs, but at least SHORTEST_WINDOW epochs.
LATE_PARTS = 10
SHORTEST_WINDOW = 3
# From fewer epochs nothing is said of the end of a training, nor of its noise.
SHORTEST_HISTORY = 10
# Around its lowest point, a loss is smoothed over the epochs up to a quarter nearer to the start or
# farther from it: losses change by the logarithm of the epoch.
SMOOTHED_PARTS = 4
# Of more epochs, so many are tried as the turn.
MOST_TURNS = 1000


class Curves(NamedTuple):
    """The measures of one run: losses in their own unit, accuracies as fractions.

    The held-out part is evaluated after each epoch: validation, or test if there is no validation.

    held_out_loss, held_out_accuracy: after the epoch that counts.
    lowest_held_out_loss, lowest_held_out_loss_epoch: the first epoch of the lowest held-out loss.
    best_held_out_accuracy_epoch: the first epoch of the best held-out accuracy.
    held_out_loss_rise: from the lowest to the last held-out loss, relative to the lowest.
    held_out_loss_crossing_epoch: the first epoch from which the held-out loss stays above the
    training loss to the epoch that counts; None if it never does, or does so from the first on.
    held_out_accuracy_change: accuracy of the last epoch minus that at the lowest held-out loss.
    late_held_out_loss_change: change along the line fitted to the logarithms of the loss in the
    late window, relative to its beginning; None below SHORTEST_HISTORY epochs.
    held_out_loss_oscillation, held_out_accuracy_oscillation: noise around the curve in its second
    half; the noise of the loss is relative to its mean.
    """

    held_out_loss: float
    held_out_accuracy: float
    lowest_held_out_loss: float
    lowest_held_out_loss_epoch: float
    best_held_out_accuracy_epoch: float
    held_out_loss_rise: float | None
    held_out_loss_crossing_epoch: float | None
    held_out_accuracy_change: float
    late_held_out_loss_change: float | None
    held_out_loss_oscillation: float | None
    held_out_accuracy_oscillation: float | None


def late_window(n_epochs: int) -> int:
    """The length of the late window in epochs; it may exceed the length of a short history."""
    return max(SHORTEST_WINDOW, math.ceil(n_epochs / LATE_PARTS))


def measure_curves(history: History, counted_epoch: int | None = None) -> Curves:
    """Measure a history that has at least one epoch and only finite values.

    `counted_epoch`: whose weights are the network's; the last if not given.
    """
    counted = (counted_epoch or len(history.epochs)) - 1
    train_loss = np.array(history.columns["train_loss"])
    loss = np.array(history.held_out("loss"))
    accuracy = np.array(history.held_out("accuracy"))
    lowest = int(np.argmin(loss))
    floor = float(loss[lowest])
    late = loss[-late_window(len(loss)) :]
    crossing = crossing_row(train_loss[: counted + 1], loss[: counted + 1])
    half = len(loss) // 2
    return Curves(
        held_out_loss=float(loss[counted]),
        held_out_accuracy=float(accuracy[counted]),
        lowest_held_out_loss=floor,
        lowest_held_out_loss_epoch=history.epochs[lowest],
        best_held_out_accuracy_epoch=history.epochs[int(accuracy.argmax())],
        # A rise relative to a loss of zero or less has no meaning.
        held_out_loss_rise=float(loss[-1]) / floor - 1 if floor > 0 else None,
        held_out_loss_crossing_epoch=None if crossing is None else history.epochs[crossing],
        held_out_accuracy_change=float(accuracy[-1] - accuracy[lowest]),
        late_held_out_loss_change=_relative_change(late, len(loss)),
        held_out_loss_oscillation=_relative(_noise(loss[half:], len(loss)), loss[half:]),
        held_out_accuracy_oscillation=_noise(accuracy[half:], len(accuracy)),
    )


class LaterRise(NamedTuple):
    """How much the losses of a run rose after its held-out loss was lowest in the other runs.

    Both as shares of the held-out loss at that turn.
    """

    held_out: float
    training: float


def later_rises(
    held_out: Sequence[np.ndarray], training: Sequence[np.ndarray]
) -> list[LaterRise | None]:
    """Of each run, from the epoch at which the mean of the other runs is lowest to its late window.

    Both are losses (n_epochs,) of runs that differ in their seed. The end is the median of the late
    window, the turn that of the epochs around it. Measured from its own lowest loss, every noisy
    curve would rise. None below two runs or SHORTEST_HISTORY epochs, and where a held-out loss is
    not above zero.
    """
    if len(held_out) < 2 or len(held_out[0]) < SHORTEST_HISTORY:
        return [None] * len(held_out)
    n_epochs = len(held_out[0])
    tried = np.unique(np.geomspace(1, n_epochs, MOST_TURNS).round().astype(int)) - 1
    total = np.sum(held_out, axis=0)
    rises: list[LaterRise | None] = []
    for loss, training_loss in zip(held_out, training, strict=True):
        others = total - loss
        turn = min(tried, key=lambda place: _around(others, place))
        low = _around(loss, turn)
        changes = (_late(one) - _around(one, turn) for one in (loss, training_loss))
        rises.append(LaterRise(*(change / low for change in changes)) if low > 0 else None)
    return rises


def _around(loss: np.ndarray, place: int) -> float:
    """The median of the epochs around the one at `place`, and of SHORTEST_WINDOW at least."""
    reach = max(late_window(len(loss)) // 2, (place + 1) // SMOOTHED_PARTS)
    return float(np.median(loss[max(0, place - reach) : place + reach + 1]))


def _late(loss: np.ndarray) -> float:
    return float(np.median(loss[-late_window(len(loss)) :]))


def _relative_change(window: np.ndarray, n_epochs: int) -> float | None:
    if n_epochs < SHORTEST_HISTORY or window.min() <= 0:
        return None
    slope = float(np.polyfit(np.arange(len(window)), np.log(window), 1)[0])
    return math.expm1(slope * (len(window) - 1))


def _noise(values: np.ndarray, n_epochs: int) -> float | None:
    """The standard deviation around a locally straight curve, from second differences.

    For independent noise of variance s^2, a second difference has variance 6 s^2; a straight trend
    drops out. Gasser, Sroka and Jennen-Steinmetz (1986), Biometrika 73, 625-633.
    """
    if n_epochs < SHORTEST_HISTORY:
        return None
    return math.sqrt(float(np.mean(np.diff(values, n=2) ** 2)) / 6)


def noise_above_p(noise: float | None, limit: float, n_epochs: int) -> float:
    """One-sided p-value of "the noise that `measure_curves` estimates is no larger than `limit`".

    Of independent normal noise, the mean of m squared second differences varies as chi-square with
    m / 1.94 degrees of freedom: they correlate by -2/3 and 1/6, so that a sum of squares counts
    1 + 2 (4/9 + 1/36) times. 1 where nothing is measured. The same source.
    """
    m = n_epochs - n_epochs // 2 - 2
    if noise is None or m < 1:
        return 1.0
    freedom = m / (1 + 2 * (4 / 9 + 1 / 36))
    return float(chi2.sf(freedom * (noise / limit) ** 2, freedom))


def _relative(value: float | None, window: np.ndarray) -> float | None:
    level = float(np.mean(np.abs(window)))
    return None if value is None or level == 0 else value / level
