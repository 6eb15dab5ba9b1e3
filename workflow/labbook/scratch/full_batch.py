"""Full-batch gradient descent as fast as NumPy allows.

The arithmetic is that of `Network`, in another order:

- Images come in chunks of rows, each of which goes forward and backward while it is in the
  processor's cache: a pass over all images reads their matrix from memory once.
- A pixel that is 0 in all images adds nothing to a sum and has no gradient, so it is not read; in
  MNIST that is a twelfth of them.
- What is worked out lies in memory transposed, one example after the other for each unit: BLAS
  multiplies that faster, and a sum over the outputs of each example runs along memory.
- Results go into arrays that are there already (`out=`), and no gradient is worked out with respect
  to the images.
"""

from dataclasses import dataclass

import numpy as np

from labbook.scratch.network import Network, descend, scaled

# So many images of 784 numbers in single precision take 3 MB and fit into a processor's last cache.
# Fewer images are read faster, but need more calls; benchmarks/README.md has the times.
CHUNK_ROWS = 1000

# Of 4 bytes each: rows that begin with a cache line of 64 bytes are read faster.
NUMBERS_IN_A_LINE = 16


@dataclass(frozen=True)
class Metrics:
    """The mean loss, and the share of images that are classified right."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class _Chunk:
    """Views of some examples' numbers, a row an example; lists have an entry for each layer.

    y: targets; given: the inputs of each layer, for the first one the images; z: the logits, which
    the outputs of a hidden layer overwrite unless its activation uses them; a: the probabilities;
    deltas: dL/dz.
    """

    y: np.ndarray
    given: list[np.ndarray]
    z: list[np.ndarray]
    a: np.ndarray
    deltas: list[np.ndarray]


class FullBatch:
    """A network and the images that every step of its training, or every measurement, looks at.

    images: uint8 (n, height, width) or (n, pixels), n at least 1; targets: (n, outputs), between 0
    and 1. Numbers are of the precision of the network's kernels. Where the network has diverged,
    the loss is inf or nan, and there is no warning. The same network, images and `chunk_rows` give
    the same bits on the same processor, if the number of BLAS's threads is the same, too.
    """

    def __init__(
        self,
        network: Network,
        images: np.ndarray,
        targets: np.ndarray,
        chunk_rows: int = CHUNK_ROWS,
    ) -> None:
        n, dtype = len(images), network.layers[0].kernel.dtype
        hidden = [len(layer.bias) for layer in network.layers[:-1]]
        rows = min(chunk_rows, n)
        self.network = network
        self._classes = _classes(targets)
        self._pixels = _pixels_to_read(images)
        x = scaled(images.reshape(n, -1)[:, self._pixels], dtype)
        # Of all examples: targets, and the last layer's logits, probabilities and dL/dz.
        self._y = np.array(targets, dtype, order="F")
        self._z, self._a, self._delta = (np.empty_like(self._y) for _ in range(3))
        # Of a chunk: outputs and dL/dz of the hidden layers, and logits that are used again.
        outputs, deltas = (
            [np.empty((rows, units), dtype, "F") for units in hidden] for _ in range(2)
        )
        logits = [
            np.empty_like(output) if layer.activation.uses_logits else output
            for layer, output in zip(network.layers[:-1], outputs, strict=True)
        ]
        self._chunks = []
        for start in range(0, n, rows):
            here = slice(start, min(start + rows, n))
            before, logits_before = (
                [array[: here.stop - start] for array in arrays] for arrays in (outputs, logits)
            )
            self._chunks.append(
                _Chunk(
                    y=self._y[here],
                    given=[x[here], *before],
                    z=[*logits_before, self._z[here]],
                    a=self._a[here],
                    deltas=[*(array[: here.stop - start] for array in deltas), self._delta[here]],
                )
            )
        # dL/dW of a chunk, and sums over the chunks of dL/dW and, of the hidden layers, dL/db.
        self._products = self._kernels()
        self._kernel_sums = [np.empty_like(product) for product in self._products]
        self._bias_sums = [np.empty(units, dtype) for units in hidden]

    def step(self, learning_rate: float) -> Metrics:
        """Update the network's weights once; the metrics are those before the update."""
        with np.errstate(all="ignore"):
            kernels = self._kernels()
            for total in (*self._kernel_sums, *self._bias_sums):
                total.fill(0)
            for chunk in self._chunks:
                self._forward(chunk, kernels)
                self._backward(chunk)
            metrics = self._metrics()
            descend(self.network, self._gradients(), learning_rate)
        return metrics

    def measure(self) -> Metrics:
        """Loss and accuracy of the network as it is."""
        with np.errstate(all="ignore"):
            self._forward_all()
            return self._metrics()

    def probabilities(self) -> np.ndarray:
        """The probabilities (n, outputs) of the network as it is."""
        with np.errstate(all="ignore"):
            self._forward_all()
        return np.array(self._a, order="C")

    def _kernels(self) -> list[np.ndarray]:
        """Copies whose columns are contiguous, the first of the pixels that are read."""
        first, *others = (layer.kernel for layer in self.network.layers)
        return [np.array(kernel, order="F") for kernel in (first[self._pixels], *others)]

    def _gradients(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The gradients of the mean loss by (kernel, bias) of every layer, from the sums."""
        n, (first, *others) = len(self._y), self._kernel_sums
        of_first = np.zeros_like(self.network.layers[0].kernel)
        of_first[self._pixels] = first / n
        kernels = [of_first, *(total / n for total in others)]
        biases = [total / n for total in (*self._bias_sums, self._delta.sum(axis=0))]
        return list(zip(kernels, biases, strict=True))

    def _forward_all(self) -> None:
        kernels = self._kernels()
        for chunk in self._chunks:
            self._forward(chunk, kernels)

    def _forward(self, chunk: _Chunk, kernels: list[np.ndarray]) -> None:
        """Fill in what each layer gives, and the probabilities."""
        outputs = [*chunk.given[1:], chunk.a]
        for layer, kernel, given, z, a in zip(
            self.network.layers, kernels, chunk.given, chunk.z, outputs, strict=True
        ):
            np.matmul(given, kernel, out=z)
            z += layer.bias
            layer.activation.forward(z, out=a)

    def _backward(self, chunk: _Chunk) -> None:
        """Fill in the last layer's dL/dz, and add the chunk's part to the sums of gradients."""
        layers = self.network.layers
        self.network.loss.gradient(chunk.a, chunk.y, out=chunk.deltas[-1])
        for number in reversed(range(len(layers))):
            delta, given = chunk.deltas[number], chunk.given[number]
            np.matmul(given.T, delta, out=self._products[number])
            self._kernel_sums[number] += self._products[number]
            if number:
                before = chunk.deltas[number - 1]
                np.matmul(delta, layers[number].kernel.T, out=before)
                activation = layers[number - 1].activation
                activation.backward(chunk.z[number - 1], given, before, out=before)
                self._bias_sums[number - 1] += before.sum(axis=0)

    def _metrics(self) -> Metrics:
        """The metrics that follow from what the forward pass has filled in."""
        n = len(self._y)
        loss = self.network.loss.per_example(self._z, self._y).sum(dtype=np.float64) / n
        correct = np.count_nonzero(_classes(self._a) == self._classes)
        return Metrics(float(loss), int(correct) / n)


def _pixels_to_read(images: np.ndarray) -> np.ndarray:
    """Places (m,), rising, of the pixels that are not 0 in all images, and of as many others as
    fill a row's last cache line.
    """
    is_inked = images.reshape(len(images), -1).any(axis=0)
    lines = -(-np.count_nonzero(is_inked) // NUMBERS_IN_A_LINE)
    inked_first = np.argsort(~is_inked, kind="stable")
    return np.sort(inked_first[: lines * NUMBERS_IN_A_LINE])


def _classes(probabilities: np.ndarray) -> np.ndarray:
    """The answers (n,) of probabilities (n, outputs): with one output, whether it is above one
    half, else the likeliest class, the first of equals.
    """
    if probabilities.shape[1] == 1:
        above: np.ndarray = probabilities[:, 0] > 0.5
        return above
    return np.asarray(probabilities.argmax(axis=1))
