"""What the history of one run says about its training, as plain numbers.

Thresholds and words belong to the findings; here are only measures.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import linregress

from labbook.artifacts.history import History

# Below this many epochs a slope or an oscillation is guesswork.
SHORTEST_WINDOW = 5
SHORTEST_HISTORY_FOR_OSCILLATION = 10


class Curves(NamedTuple):
    """Losses in their own unit, accuracies as fractions, `rise` and `change` relative to a level.

    lowest_val_loss, lowest_val_loss_epoch: the first epoch of the lowest validation loss.
    best_val_accuracy_epoch: the first epoch of the best validation accuracy.
    val_loss_rise: from the lowest to the last epoch's, relative to the lowest.
    val_loss_sustained_rise: the same to the median of the late window, which one spike cannot lift.
    train_loss_fall: training loss at the epoch of the lowest validation loss minus the last one.
    late_val_loss_change: change along the fitted line over the late window, relative to its mean.
    late_val_loss_change_error: the standard error of that change.
    val_loss_oscillation, val_accuracy_oscillation: noise around the curve in its second half; that
    of the loss relative to its mean.
    """

    lowest_val_loss: float
    lowest_val_loss_epoch: float
    best_val_accuracy_epoch: float
    val_loss_rise: float | None
    val_loss_sustained_rise: float | None
    train_loss_fall: float
    late_val_loss_change: float | None
    late_val_loss_change_error: float | None
    val_loss_oscillation: float | None
    val_accuracy_oscillation: float | None


def late_window(n_epochs: int) -> int:
    """The last tenth of the epochs, five at least."""
    return max(SHORTEST_WINDOW, math.ceil(n_epochs / 10))


def measure_curves(history: History) -> Curves:
    """Measure a history whose values are all finite and that has an epoch at least."""
    train_loss = np.array(history.columns["train_loss"])
    loss = np.array(history.columns["val_loss"])
    accuracy = np.array(history.columns["val_accuracy"])
    lowest = int(np.argmin(loss))
    floor = float(loss[lowest])
    late = loss[-late_window(len(loss)) :]
    change, change_error = _relative_change(late)
    half = len(loss) // 2
    return Curves(
        lowest_val_loss=floor,
        lowest_val_loss_epoch=history.epochs[lowest],
        best_val_accuracy_epoch=history.epochs[int(accuracy.argmax())],
        # A loss of zero or less has no relative rise.
        val_loss_rise=float(loss[-1]) / floor - 1 if floor > 0 else None,
        val_loss_sustained_rise=float(np.median(late)) / floor - 1 if floor > 0 else None,
        train_loss_fall=float(train_loss[lowest] - train_loss[-1]),
        late_val_loss_change=change,
        late_val_loss_change_error=change_error,
        val_loss_oscillation=_relative(_noise(loss[half:], len(loss)), loss[half:]),
        val_accuracy_oscillation=_noise(accuracy[half:], len(accuracy)),
    )


def _relative_change(window: np.ndarray) -> tuple[float | None, float | None]:
    if len(window) < SHORTEST_WINDOW:
        return None, None
    if np.ptp(window) == 0:
        # A network that learns nothing keeps its loss; linregress has no standard error for it.
        return _relative(0.0, window), _relative(0.0, window)
    line = linregress(np.arange(len(window)), window)
    steps = len(window) - 1
    return (
        _relative(float(line.slope) * steps, window),
        _relative(float(line.stderr) * steps, window),
    )


def _noise(values: np.ndarray, n_epochs: int) -> float | None:
    """Standard deviation about a locally straight curve, from second differences.

    For independent noise of variance s^2, a second difference has variance 6 s^2; a straight trend
    drops out. Gasser, Sroka and Jennen-Steinmetz (1986), Biometrika 73, 625-633.
    """
    if n_epochs < SHORTEST_HISTORY_FOR_OSCILLATION:
        return None
    return math.sqrt(float(np.mean(np.diff(values, n=2) ** 2)) / 6)


def _relative(value: float | None, window: np.ndarray) -> float | None:
    level = float(np.mean(np.abs(window)))
    return None if value is None or level == 0 else value / level
