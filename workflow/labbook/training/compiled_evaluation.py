"""A trained network's answers for sets of images, and how good they are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.compiled_epoch import (
    answers_of,
    as_network_input,
    epoch_metrics,
    right_answers,
)
from labbook.training.epoch_rows import CHUNK_ROWS
from labbook.training.trained_run import EpochMetrics

if TYPE_CHECKING:
    import keras

Evaluate = Callable[[], tuple[EpochMetrics, np.ndarray]]


def compile_evaluations(
    model: "keras.Model",
    loss: "keras.Loss",
    sets: Sequence[tuple[np.ndarray, np.ndarray]],
    with_xla: bool = True,
) -> list[Evaluate]:
    """Return a function for each of `sets` that evaluates `model` as it is when called.

    A set is images (n, ...) uint8 and targets (n, outputs) float32. Its function returns loss and
    accuracy over all n images and the outputs, (n, outputs) float32. All share what is compiled.
    For convolutions, a plain graph is quicker than XLA.
    """
    import tensorflow as tf

    blocks = [_blocks(len(images)) for images, _ in sets]
    sizes = sorted({size for of_set in blocks for size in of_set}, reverse=True)
    all_images, all_targets = (np.concatenate(parts) for parts in zip(*sets, strict=True))
    shape = (max(len(images) for images, _ in sets), all_targets.shape[1])

    @tf.function(jit_compile=with_xla, autograph=False)  # type: ignore[untyped-decorator]
    def run(images: Any, targets: Any, first: Any, *ends: Any) -> tuple[Any, ...]:
        def add(size: int, row: Any, loss_sum: Any, answers: Any, outputs: Any) -> Any:
            x = tf.slice(images, [row, *[0] * (images.ndim - 1)], [size, *images.shape[1:]])
            y = tf.slice(targets, [row, 0], [size, targets.shape[1]])
            found = model(as_network_input(x), training=False)
            places = (row - first + tf.range(size))[:, None]
            return (
                row + size,
                loss_sum + loss(y, found) * size,
                # Counted when all are there: to compile that would cost more.
                tf.tensor_scatter_nd_update(answers, places, answers_of(found)),
                tf.tensor_scatter_nd_update(outputs, places, found),
            )

        nothing = tf.constant(0.0), tf.zeros(shape[:1], tf.int32), tf.zeros(shape)
        state: tuple[Any, ...] = (first, *nothing)
        for size, end in zip(sizes, ends, strict=True):
            state = tf.while_loop(lambda row, *_, end=end: row < end, partial(add, size), state)
        _, *found = state
        return tuple(found)

    resident = tf.constant(all_images), tf.constant(all_targets)

    def evaluation(first: int, n: int, of_set: dict[int, int]) -> Evaluate:
        rows = [size * of_set.get(size, 0) for size in sizes]
        which = [tf.constant(row) for row in (first, *(first + np.cumsum(rows)).tolist())]
        right = right_answers(all_targets[first : first + n])
        # As XLA divides by a constant.
        share = np.float32(1) / np.float32(n)

        def evaluate() -> tuple[EpochMetrics, np.ndarray]:
            loss_sum, answers, outputs = run(*resident, *which)
            correct = np.count_nonzero(answers.numpy()[:n] == right)
            return epoch_metrics(loss_sum * share, correct, n), outputs.numpy()[:n]

        return evaluate

    lengths = [len(images) for images, _ in sets]
    firsts = np.cumsum([0, *lengths[:-1]]).tolist()
    return list(map(evaluation, firsts, lengths, blocks))


def _blocks(n: int) -> dict[int, int]:
    """How n rows are cut: how many blocks there are of each size, the larger ones first."""
    size = min(n, CHUNK_ROWS)
    full, rest = divmod(n, size)
    return {size: full} | ({rest: 1} if rest else {})
