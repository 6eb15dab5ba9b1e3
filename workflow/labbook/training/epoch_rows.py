"""The rows of an epoch: in which order they come, and how many at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras


def epoch_order(n_train: int, seed: int, epoch: int) -> np.ndarray:
    """A permutation of range(n_train) as int32, determined by the run's seed and the epoch."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, epoch])))
    return generator.permutation(n_train).astype(np.int32)


# So many images as float32 (0.8 MB) fit into a core's cache, which makes them twice as fast.
CHUNK_ROWS = 250


def chunk_rows(model: "keras.Model", size: int) -> int:
    """How many rows of a batch of `size` a network is shown at a time in training.

    Batch normalization looks across the batch, so it gets the batch whole.
    """
    import keras

    looks_across = any(isinstance(one, keras.layers.BatchNormalization) for one in model.layers)
    return size if looks_across else min(size, CHUNK_ROWS)


def over_chunks(
    rows: int, size: int, body: Callable[..., Any], state: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Fold `body(start, count, *state) -> state` over 0..rows, `size` rows a time.

    The last, smaller chunk takes what is left over. To be called while a tf.function is traced.
    """
    import tensorflow as tf

    full, rest = divmod(rows, size)
    if full == 1:
        state = body(tf.constant(0), size, *state)
    else:
        _, *state = tf.while_loop(
            lambda index, *_: index < full,
            lambda index, *state: (index + 1, *body(index * size, size, *state)),
            (tf.constant(0), *state),
        )
    return tuple(body(tf.constant(full * size), rest, *state) if rest else state)
