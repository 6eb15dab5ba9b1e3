"""Gradient descent: a step against the gradient."""

from collections.abc import Sequence

import numpy as np

from labbook.scratch.network import Network


def descend(
    network: Network, gradients: Sequence[tuple[np.ndarray, np.ndarray]], learning_rate: float
) -> None:
    """w ← w - η ∂L/∂w for every weight w of `network`, in place (Bishop 2006, equation 5.41).

    gradients: (kernel, bias) of every layer, as `Network.gradients` gives them.
    """
    for layer, (kernel, bias) in zip(network.layers, gradients, strict=True):
        np.subtract(layer.kernel, learning_rate * kernel, out=layer.kernel)
        np.subtract(layer.bias, learning_rate * bias, out=layer.bias)
