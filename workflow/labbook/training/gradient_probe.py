"""How large the gradients of each layer are while a network trains, kernels and biases apart.

That gradients may vanish, or explode, on their way back through the layers was found by Hochreiter
(1991), "Untersuchungen zu dynamischen neuronalen Netzen", diploma thesis, TU Munich; to watch them
layer by layer is what Glorot and Bengio (2010) do, "Understanding the difficulty of training deep
feedforward neural networks", AISTATS, 249-256.

The epoch function, compiled by XLA or as a plain graph, calls `look` at each step. At its end, it
gives the result to `keep`. Steps are taken together in windows, so that the record stays small.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from labbook.artifacts.gradients import Gradients

# The most windows of a training. If it has more epochs, each epoch is one window.
MOST_WINDOWS = 225

# The smallest normal number in single precision. If all entries are smaller, a gradient is zero.
_SMALLEST = float(np.finfo(np.float32).smallest_normal)

_MOST_STACKED = 4

# What Keras's BatchNormalization calls it.
SCALE = "gamma"


class GradientProbe:
    """Looks at the gradients of `variables`, kernel and bias of each layer, front to back.

    The shift of batch normalization is the bias of its layer; its scale is not looked at.
    `steps_per_epoch` are split into windows of as many steps each, give or take one. Raises
    ValueError where a layer has other variables.
    """

    def __init__(self, variables: Sequence[Any], steps_per_epoch: int, epochs: int) -> None:
        self._places = [place for place, one in enumerate(variables) if one.name != SCALE]
        dimensions = [len(variables[place].shape) for place in self._places]
        kernels, biases = dimensions[::2], dimensions[1::2]
        if len(kernels) != len(biases) or min(kernels, default=0) < 2 or set(biases) != {1}:
            raise ValueError("a layer has other variables than a kernel and a bias")
        self._layers = len(kernels)
        self._steps = steps_per_epoch
        self._windows = min(steps_per_epoch, max(1, MOST_WINDOWS // epochs))
        self._epochs: list[Gradients] = []

    def nothing_seen(self) -> tuple[Any, Any]:
        """What `look` starts an epoch with: a row a window, a column a variable, float32."""
        import tensorflow as tf

        shape = (self._windows, 2 * self._layers)
        return tf.zeros(shape), tf.zeros(shape)

    def look(self, step: Any, gradients: Sequence[Any], norms: Any, maxima: Any) -> tuple[Any, Any]:
        """What was seen so far, with the gradients of a step of this epoch, counted from 0.

        To be called while a tf.function is traced, with a gradient for each variable, transposed
        or not. Gradients may be smaller than what can be squared in single precision: so they are
        squared as shares of the largest.
        """
        import tensorflow as tf

        gradients = [gradients[place] for place in self._places]
        groups = _places_by_shape(gradients)
        measured = [_measure(tf.stack([gradients[place] for place in group])) for group in groups]
        places = np.argsort(np.concatenate(groups))
        largest, norm = (
            tf.gather(tf.concat(parts, axis=0), places) for parts in zip(*measured, strict=True)
        )
        window = tf.reshape(step * self._windows // self._steps, (1, 1))
        return (
            tf.tensor_scatter_nd_add(norms, window, [norm]),
            tf.tensor_scatter_nd_max(maxima, window, [largest]),
        )

    def keep(self, norms: Any, maxima: Any) -> None:
        """Remember an epoch that has ended."""
        steps = np.arange(self._steps)
        window = steps * self._windows // self._steps
        counts = np.bincount(window)
        mean_norms = (norms.numpy() / counts[:, np.newaxis]).astype(np.float32)
        # A maximum may pass over a NaN; the mean norm never does. So it says where NaN belongs.
        largest = np.where(np.isfinite(mean_norms), maxima.numpy(), np.nan).astype(np.float32)
        self._epochs.append(
            Gradients(
                steps=np.cumsum(counts) + len(self._epochs) * self._steps,
                kernel_norm=mean_norms[:, ::2],
                kernel_max=largest[:, ::2],
                bias_norm=mean_norms[:, 1::2],
                bias_max=largest[:, 1::2],
            )
        )

    def recorded(self) -> Gradients:
        """All epochs kept, which it forgets then; raises ValueError before the first."""
        parts = [vars(epoch) for epoch in self._epochs]
        self._epochs = []
        return Gradients(
            **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        )


def _places_by_shape(gradients: Sequence[Any]) -> list[list[int]]:
    """The places of gradients that are measured together, as one array of equal shapes.

    That compiles sooner and runs faster. At most _MOST_STACKED are measured together, because with
    more of them XLA looks up for each entry which gradient it belongs to.
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, gradient in enumerate(gradients):
        groups.setdefault(tuple(gradient.shape), []).append(place)
    return [
        group[start : start + _MOST_STACKED]
        for group in groups.values()
        for start in range(0, len(group), _MOST_STACKED)
    ]


def _measure(stacked: Any) -> tuple[Any, Any]:
    """Of stacked gradients (n, ...) the largest absolute values (n,) and the norms (n,).

    The bits of a number without sign are in order as integers, and XLA compares these four times as
    fast on a CPU. XLA sums a row entry by entry; it is faster to add one half to the other.
    """
    import tensorflow as tf

    axes = list(range(1, len(stacked.shape)))
    bits = tf.bitcast(tf.abs(stacked), tf.int32)
    found = tf.bitcast(tf.reduce_max(bits, axis=axes), tf.float32)
    # Zeros are replaced by ones, because the next lines divide by these numbers.
    is_zero = found < _SMALLEST
    largest = tf.where(is_zero, tf.zeros_like(found), found)
    shares = 1.0 / tf.where(is_zero, tf.ones_like(found), found)
    squares = tf.square(stacked * tf.reshape(shares, (-1, *(1 for _ in axes))))
    rows = stacked.shape[1]
    while rows % 2 == 0:
        rows //= 2
        squares = squares[:, :rows] + squares[:, rows:]
    return largest, largest * tf.sqrt(tf.reduce_sum(squares, axis=axes))
