"""When a training ends early, and which of its epochs is the best."""

import math

import numpy as np

from labbook.artifacts.spec import EarlyStopping
from labbook.training.trained_run import EpochMetrics


class Patience:
    """Decides, epoch by epoch, as `keras.callbacks.EarlyStopping` does (its Keras 3 source).

    best_epoch: the last that improved on all before it by more than `min_delta`, counted from 1.
    """

    def __init__(self, asked: EarlyStopping) -> None:
        self.restores_best = asked.restore_best
        self._asked = asked
        self._best = -math.inf
        self._epoch = self.best_epoch = 0

    def improves(self, held_out: EpochMetrics) -> bool:
        """Whether the next epoch, with these finite metrics, is the best so far."""
        self._epoch += 1
        value = held_out.accuracy if self._asked.monitor == "val_accuracy" else -held_out.loss
        # Keras compares in single precision.
        if np.float32(value - self._asked.min_delta) <= np.float32(self._best):
            return False
        self._best, self.best_epoch = value, self._epoch
        return True

    @property
    def is_over(self) -> bool:
        """Whether the training ends after this epoch."""
        return self._epoch - self.best_epoch >= self._asked.patience
