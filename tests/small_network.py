"""Networks, examples and images so small that every parameter can be looked at."""

from collections.abc import Sequence

import numpy as np

from labbook.scratch.activations import ACTIVATIONS
from labbook.scratch.dense import Dense
from labbook.scratch.losses import LOSSES
from labbook.scratch.network import Network

OUTPUTS = {"binary_crossentropy": 1, "categorical_crossentropy": 4}


def small_network(
    hidden: Sequence[tuple[int, str]],
    loss: str,
    inputs: int = 6,
    dtype: type = np.float64,
    seed: int = 0,
) -> Network:
    """`hidden`: units and activation of each hidden layer. All weights are random, biases too."""
    generator = np.random.default_rng(seed)
    layers = []
    for units, activation in [*hidden, (OUTPUTS[loss], LOSSES[loss].activation)]:
        kernel = generator.normal(0, 0.8, (inputs, units)).astype(dtype)
        bias = generator.normal(0, 0.5, units).astype(dtype)
        layers.append(Dense(kernel, bias, ACTIVATIONS[activation]))
        inputs = units
    return Network(layers, LOSSES[loss])


def copied(network: Network, dtype: type) -> Network:
    """A network of its own with the same weights, in another precision."""
    return Network(
        [
            Dense(layer.kernel.astype(dtype), layer.bias.astype(dtype), layer.activation)
            for layer in network.layers
        ],
        network.loss,
    )


def targets_of(classes: np.ndarray, loss: str) -> np.ndarray:
    """Float32 (n, outputs): whether the class is 0, or one-hot."""
    if OUTPUTS[loss] == 1:
        return (classes == 0).astype(np.float32)[:, np.newaxis]
    return np.eye(OUTPUTS[loss], dtype=np.float32)[classes]


def small_images(n: int, loss: str, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 2, 3) uint8 whose brightness tells their class, and targets (n, outputs)."""
    generator = np.random.default_rng(seed)
    classes = generator.integers(0, 4, n)
    noise = generator.integers(0, 100, (n, 2, 3))
    return (noise + 40 * classes[:, None, None]).astype(np.uint8), targets_of(classes, loss)
