"""How large the gradients of each layer are while a network trains, kernels and biases apart.

That gradients may vanish, or explode, on their way back through the layers was found by Hochreiter
(1991), "Untersuchungen zu dynamischen neuronalen Netzen", diploma thesis, TU Munich; to watch them
layer by layer is what Glorot and Bengio (2010) do, "Understanding the difficulty of training deep
feedforward neural networks", AISTATS, 249-256.

The epoch function calls `look` once a step, be it compiled by XLA or a plain graph, and hands
`keep` what has come of it. Steps are taken together in windows, so that the record stays small.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from labbook.artifacts.gradients import Gradients

# Of a training, unless it has more epochs: each has one window at least.
MOST_WINDOWS = 225

# Of the normal numbers of single precision; a gradient without a larger entry counts as zero.
_SMALLEST = float(np.finfo(np.float32).smallest_normal)


class GradientProbe:
    """Looks at the gradients of `variables`, kernel and bias of each layer, front to back.

    `steps_per_epoch` are split into windows of as many steps each, give or take one. Raises
    ValueError where a layer has other variables, as batch normalization does.
    """

    def __init__(self, variables: Sequence[Any], steps_per_epoch: int, epochs: int) -> None:
        dimensions = [len(variable.shape) for variable in variables]
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

        found = tf.stack([_largest(gradient) for gradient in gradients])
        # Not to be divided by.
        largest = tf.where(found < _SMALLEST, tf.zeros_like(found), found)
        shares = 1.0 / tf.where(found < _SMALLEST, tf.ones_like(found), found)
        squares = tf.stack(
            [
                _sum(tf.square(one * share))
                for one, share in zip(gradients, tf.unstack(shares), strict=True)
            ]
        )
        window = tf.reshape(step * self._windows // self._steps, (1, 1))
        return (
            tf.tensor_scatter_nd_add(norms, window, [largest * tf.sqrt(squares)]),
            tf.tensor_scatter_nd_max(maxima, window, [largest]),
        )

    def keep(self, norms: Any, maxima: Any) -> None:
        """Remember an epoch that has ended."""
        steps = np.arange(self._steps)
        window = steps * self._windows // self._steps
        counts = np.bincount(window)
        mean_norms = (norms.numpy() / counts[:, np.newaxis]).astype(np.float32)
        # Not every maximum of a number with none is none.
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
        """All epochs kept; raises ValueError before the first."""
        parts = [vars(epoch) for epoch in self._epochs]
        return Gradients(
            **{name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        )


def _largest(gradient: Any) -> Any:
    """The largest absolute value, not a number if one is not.

    The bits of a number without sign are in order as integers, and XLA compares these four times as
    fast on a CPU.
    """
    import tensorflow as tf

    bits = tf.bitcast(tf.abs(gradient), tf.int32)
    return tf.bitcast(tf.reduce_max(bits), tf.float32)


def _sum(values: Any) -> Any:
    """The sum of all; halves are added to one another, since XLA sums a row entry by entry."""
    import tensorflow as tf

    rows = values.shape[0]
    while rows % 2 == 0:
        rows //= 2
        values = values[:rows] + values[rows:]
    return tf.reduce_sum(values)
