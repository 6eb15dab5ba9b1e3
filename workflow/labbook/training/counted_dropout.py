"""Dropout as Keras defines it, with random numbers that cost little in a compiled epoch.

Keras's dropout, compiled by XLA for a CPU, needs tens of nanoseconds for each random number. A
counter-based generator needs about one, because XLA compiles it like any other arithmetic. The
counter is the row's place in the epoch and the unit. Each layer has a key for each epoch. So a mask
depends neither on how a batch is cut into chunks nor on what was drawn before.
"""

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


def dropout_keys(seed: int, epoch: int, layers: int) -> np.ndarray:
    """A key for each layer with dropout, (layers, 2) uint32, determined by seed and epoch."""
    children = np.random.SeedSequence([seed, epoch]).spawn(layers)
    return np.array([child.generate_state(2) for child in children], np.uint32).reshape(layers, 2)


class Drops(NamedTuple):
    """By what an epoch drops: for each layer with dropout a key, a limit and a scale.

    keys: (layers, 2) uint32. A random number below its layer's of `limits`, (layers,) uint32, means
    a drop; what is kept is multiplied by that of `scales`, (layers,) float32.
    """

    keys: Any
    limits: Any
    scales: Any


class CountedDropout:
    """A model's `network` for training, with `layers` layers of dropout drawn by counting.

    It shares all other layers with the model. The model's own dropout serves the evaluation, where
    it does nothing. Without dropout, `network` is the model. Raises ValueError for a layer with a
    state of its own, such as Keras's other random layers, because a compiled epoch carries on only
    that of batch normalization.
    """

    def __init__(self, model: "keras.Model") -> None:
        import keras

        dropping = [layer for layer in model.layers if _drops_single_numbers(layer)]
        self.layers = len(dropping)
        self.network = model
        self._dropping = dropping
        self._drops: Any = None
        self._first_row: Any = None

        def counted(layer: "keras.Layer") -> "keras.Layer":
            if layer not in dropping:
                return layer
            drop = partial(self._drop, dropping.index(layer))
            return keras.layers.Lambda(drop, output_shape=layer.output.shape[1:])

        if dropping:
            self.network = keras.models.clone_model(model, clone_function=counted)
        strange = [
            variable
            for layer in self.network.layers
            if not isinstance(layer, keras.layers.BatchNormalization)
            for variable in layer.non_trainable_variables
        ]
        if strange:
            names = ", ".join(variable.path for variable in strange)
            raise ValueError(f"A compiled epoch cannot carry on the state of a layer: {names}.")

    def drops(self, seed: int, epoch: int) -> Drops:
        """Those of an epoch, with the rates that the model's layers have now."""
        rates = [layer.rate for layer in self._dropping]
        # So many of the 2**32 equally likely numbers mean a drop: the rate, rounded.
        limits = [min(round(rate * 2**32), 2**32 - 1) for rate in rates]
        return Drops(
            dropout_keys(seed, epoch, self.layers),
            np.array(limits, np.uint32),
            np.array([1 / (1 - rate) for rate in rates], np.float32),
        )

    def count_from(self, drops: Drops, first_row: Any) -> None:
        """Let the next call of `network` draw for the rows of the epoch from `first_row` on.

        To be called while a tf.function is traced, which is given the `drops` of the epoch.
        """
        self._drops, self._first_row = drops, first_row

    def _drop(self, index: int, inputs: Any) -> Any:
        """Inverted dropout of inputs (rows, ...), independent for each number.

        N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
        Journal of Machine Learning Research 15 (2014), section 10: what is kept is multiplied by
        1/(1 - rate), so that the expectation stays.
        """
        import tensorflow as tf

        rows, *shape = inputs.shape
        row = tf.cast(self._first_row + tf.range(rows), tf.uint32)
        unit = tf.cast(tf.range(np.prod(shape)), tf.uint32)
        keys, limits, scales = self._drops
        random, _ = threefry_2x32(
            (keys[index, 0], keys[index, 1]),
            (tf.reshape(row, (rows, *(1 for _ in shape))), tf.reshape(unit, shape)),
        )
        return tf.where(random >= limits[index], inputs * scales[index], 0.0)


def _drops_single_numbers(layer: "keras.Layer") -> bool:
    """True for Dropout itself, not for the layers derived from it, which drop whole channels."""
    import keras

    return type(layer) is keras.layers.Dropout and layer.rate > 0 and layer.noise_shape is None


# From the paper: by how many bits each round rotates, four rounds at a time in turn.
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
ROUNDS = 20
# Skein's constant, with which Threefish extends a key by a word, cut to 32 bits.
KEY_PARITY = 0x1BD11BDA


def threefry_2x32(
    key: tuple["tf.Tensor", "tf.Tensor"], counter: tuple["tf.Tensor", "tf.Tensor"]
) -> tuple["tf.Tensor", "tf.Tensor"]:
    """Two words of 32 random bits for each counter, itself two words, by Threefry-2x32 (20 rounds).

    All are uint32, of shapes that broadcast. Another key gives independent numbers. The generator
    has no state, so any number of any sequence can be had at once, whatever was drawn before. From
    J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as
    1, 2, 3", Proceedings of SC11 (2011), https://doi.org/10.1145/2063384.2063405: it passes all
    tests of BigCrush, which takes at least 13 rounds. It is JAX's generator, too.
    """
    import tensorflow as tf

    parity = tf.constant(KEY_PARITY, tf.uint32)
    keys = (*key, tf.bitwise.bitwise_xor(tf.bitwise.bitwise_xor(*key), parity))
    first, second = counter[0] + keys[0], counter[1] + keys[1]
    for group in range(ROUNDS // 4):
        for bits in ROTATIONS[group % 2]:
            first = first + second
            second = tf.bitwise.bitwise_xor(_rotated(second, bits), first)
        # After every fourth round, the words of the key are added again, in turn.
        first = first + keys[(group + 1) % 3]
        second = second + keys[(group + 2) % 3] + tf.constant(group + 1, tf.uint32)
    return first, second


def _rotated(word: Any, bits: int) -> Any:
    """`word` with its bits moved left; bits that fall out on the left come in on the right."""
    import tensorflow as tf

    return tf.bitwise.bitwise_or(
        tf.bitwise.left_shift(word, tf.constant(bits, tf.uint32)),
        tf.bitwise.right_shift(word, tf.constant(32 - bits, tf.uint32)),
    )
