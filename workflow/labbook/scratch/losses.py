"""Loss functions, each together with the activation of the output layer that belongs to it.

Taken together, they can be worked out from the logits z, where a probability would already have
been rounded to 0 or 1, and their gradient is simple (Goodfellow et al. 2016, section 6.2.2).
"""

from typing import Protocol

import numpy as np


class Loss(Protocol):
    """The loss L of each example, a function of logits z and targets y, both (n, outputs)."""

    @property
    def name(self) -> str:
        """As Keras calls it."""

    @property
    def activation(self) -> str:
        """The name of the output's activation."""

    def per_example(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        """L (n,): inf, without a warning, only where the true loss is above all floats."""

    def gradient(self, a: np.ndarray, y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """dL/dz (n, outputs) of each example, given the probabilities a = f(z).

        `out` is an array for the result; it may be one of the arguments.
        """


class BinaryCrossentropy:
    """L = -(y log a + (1 - y) log(1 - a)) with a = sigmoid(z), its mean over the outputs.

    Targets are between 0 and 1. dL/dz = (a - y) / outputs (Bishop 2006, equations 4.90 and 4.91).
    """

    name = "binary_crossentropy"
    activation = "sigmoid"

    def per_example(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        # L = log(1 + exp(z)) - y z, and log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)), whose
        # exponent is never above 0.
        losses = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
        # Divide before the sum: the sum may be too large for a float although the mean is not.
        losses /= y.shape[1]
        with np.errstate(over="ignore"):
            return np.asarray(losses.sum(axis=1))

    def gradient(self, a: np.ndarray, y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        gradient: np.ndarray = np.subtract(a, y, out=out)
        if y.shape[1] > 1:
            gradient /= y.shape[1]
        return gradient


class CategoricalCrossentropy:
    """L = -Σ_k y_k log a_k with a = softmax(z), over the outputs of a row.

    The targets of a row sum to 1. dL/dz = a - y (Bishop 2006, equations 4.108 and 4.109).
    """

    name = "categorical_crossentropy"
    activation = "softmax"

    def per_example(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        # L = log Σ exp(z) - Σ y z, and with m = max z the logarithm is m + log Σ exp(z - m), whose
        # exponents are never above 0 (Goodfellow et al. 2016, section 4.1).
        largest = z.max(axis=1, keepdims=True)
        with np.errstate(over="ignore"):
            shifted = z - largest
            distance = largest[:, 0] - (y * z).sum(axis=1)
        losses: np.ndarray = distance + np.log(np.exp(shifted).sum(axis=1))
        return losses

    def gradient(self, a: np.ndarray, y: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        gradient: np.ndarray = np.subtract(a, y, out=out)
        return gradient


LOSSES: dict[str, Loss] = {
    loss.name: loss for loss in (BinaryCrossentropy(), CategoricalCrossentropy())
}
