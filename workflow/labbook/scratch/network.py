"""A network of dense layers, as plainly as it can be written: forward, loss, backpropagation, and
a step of gradient descent.

`full_batch.py` does the same arithmetic faster; a test compares the two.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import numpy as np

from labbook.errors import LabbookError
from labbook.scratch.dense import Dense
from labbook.scratch.losses import Loss


class Network:
    """Layers from the input to the output, and the loss of the last one's logits.

    Raises ValueError for layers that do not fit together or an output that is not the loss's.
    """

    def __init__(self, layers: Sequence[Dense], loss: Loss) -> None:
        for before, after in pairwise(layers):
            if before.kernel.shape[1] != after.kernel.shape[0]:
                raise ValueError(
                    f"a layer of {before.kernel.shape[1]} units comes before one of "
                    f"{after.kernel.shape[0]} inputs"
                )
        if layers[-1].activation.name != loss.activation:
            raise ValueError(
                f"{loss.name} belongs to {loss.activation}, not to {layers[-1].activation.name}"
            )
        self.layers = list(layers)
        self.loss = loss

    @property
    def inputs(self) -> int:
        """How many numbers an example has."""
        return int(self.layers[0].kernel.shape[0])

    @property
    def weights(self) -> list[np.ndarray]:
        """Kernel, bias, kernel, bias ... from the input to the output, as Keras's `get_weights`
        has them; the arrays themselves, not copies.
        """
        return [array for layer in self.layers for array in (layer.kernel, layer.bias)]

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The probabilities (n, outputs) for the inputs x (n, inputs)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss_of(self, x: np.ndarray, y: np.ndarray) -> float:
        """The mean loss over the examples x (n, inputs) with the targets y (n, outputs)."""
        for layer in self.layers[:-1]:
            x = layer.forward(x)
        z = self.layers[-1].logits(x)
        return float(self.loss.per_example(z, y).mean())

    def gradients(self, x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """The gradient of the mean loss with respect to (kernel, bias) of every layer.

        x: (n, inputs); y: (n, outputs). By backpropagation (Bishop 2006, section 5.3.1; Goodfellow
        et al. 2016, algorithms 6.3 and 6.4).
        """
        # Forward. What each layer was given, and at the end what the last one gave; the logits.
        outputs, logits = [x], []
        for layer in self.layers:
            logits.append(layer.logits(outputs[-1]))
            outputs.append(layer.activation.forward(logits[-1]))

        # Backward. The gradient is dL/dz of the layer at hand; an example has 1/n of the mean.
        gradient = self.loss.gradient(outputs[-1], y) / len(x)
        found = []
        for number in reversed(range(len(self.layers))):
            layer = self.layers[number]
            found.append(layer.parameter_gradients(outputs[number], gradient))
            if number > 0:
                before = self.layers[number - 1]
                gradient = before.backward(
                    logits[number - 1], outputs[number], layer.input_gradient(gradient)
                )
        return found[::-1]

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The probabilities (n, outputs) for images of 0 to 255.

        images: uint8, (n, height, width) or (n, pixels). Raises LabbookError for anything else.
        """
        if images.dtype != np.uint8:
            raise LabbookError(
                f"The images are of type {images.dtype}; they should be uint8, from 0 to 255."
            )
        if images.ndim not in (2, 3) or prod(images.shape[1:]) != self.inputs:
            raise LabbookError(
                f"The images are of shape {images.shape}; they should be (n, height, width) or "
                f"(n, pixels) with {self.inputs} pixels each."
            )
        return self.forward(scaled(images, self.layers[0].kernel.dtype))


def descend(
    network: Network, gradients: Sequence[tuple[np.ndarray, np.ndarray]], learning_rate: float
) -> None:
    """w ← w - η ∂L/∂w for every weight w of `network`, in place (Bishop 2006, equation 5.41).

    gradients: (kernel, bias) of every layer, as `Network.gradients` gives them.
    """
    for layer, (kernel, bias) in zip(network.layers, gradients, strict=True):
        np.subtract(layer.kernel, learning_rate * kernel, out=layer.kernel)
        np.subtract(layer.bias, learning_rate * bias, out=layer.bias)


def scaled(images: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Images of 0 to 255, uint8 (n, ...), as numbers from 0 to 1 (n, pixels) of `dtype`."""
    numbers = images.reshape(len(images), prod(images.shape[1:])).astype(dtype)
    numbers /= 255
    return numbers
