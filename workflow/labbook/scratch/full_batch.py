"""Full-batch gradient descent as fast as NumPy allows."""

from dataclasses import dataclass

import numpy as np

from labbook.scratch.gradient_descent import descend
from labbook.scratch.network import Network, scaled

# So many rows of 784 pixels stay in the processor's cache between the forward and backward pass.
CHUNK_ROWS = 500


@dataclass(frozen=True)
class Metrics:
    """The mean loss, and the share of images that are classified right."""

    loss: float
    accuracy: float


class FullBatch:
    """A network, which the steps change, and the images that every step looks at.

    images: uint8 (n, height, width) or (n, pixels), n at least 1; targets: (n, outputs).
    """

    def __init__(
        self,
        network: Network,
        images: np.ndarray,
        targets: np.ndarray,
        chunk_rows: int = CHUNK_ROWS,
    ) -> None:
        self.network = network
        dtype = network.layers[0].kernel.dtype
        self._x = scaled(images, dtype)
        self._y = targets.astype(dtype)
        self._chunks = [
            slice(start, min(start + chunk_rows, len(images)))
            for start in range(0, len(images), chunk_rows)
        ]

    def step(self, learning_rate: float) -> Metrics:
        """Update the network once; the metrics are those before the update."""
        with np.errstate(all="ignore"):
            metrics = self.measure()
            n = len(self._x)
            sums = [(np.zeros_like(one.kernel), np.zeros_like(one.bias)) for one in self._layers]
            for rows in self._chunks:
                share = (rows.stop - rows.start) / n
                found = self.network.gradients(self._x[rows], self._y[rows])
                for (kernel_sum, bias_sum), (kernel, bias) in zip(sums, found, strict=True):
                    kernel_sum += kernel * share
                    bias_sum += bias * share
            descend(self.network, sums, learning_rate)
        return metrics

    @property
    def _layers(self):  # type: ignore[no-untyped-def]
        return self.network.layers

    def measure(self) -> Metrics:
        """Loss and accuracy of the network as it is."""
        with np.errstate(all="ignore"):
            loss = sum(
                self.network.loss_of(self._x[rows], self._y[rows]) * (rows.stop - rows.start)
                for rows in self._chunks
            )
            probabilities = self.probabilities()
        if probabilities.shape[1] == 1:
            right = (probabilities > 0.5) == (self._y > 0.5)
        else:
            right = probabilities.argmax(axis=1) == self._y.argmax(axis=1)
        return Metrics(loss / len(self._x), int(np.count_nonzero(right)) / len(self._x))

    def probabilities(self) -> np.ndarray:
        """The probabilities (n, outputs) of the network as it is."""
        with np.errstate(all="ignore"):
            return np.concatenate([self.network.forward(self._x[rows]) for rows in self._chunks])
