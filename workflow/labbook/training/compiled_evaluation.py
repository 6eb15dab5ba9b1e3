"""A trained network's answers for sets of images, and how good they are.

To compile takes far longer than to evaluate. So what is the same for all networks, from the last
activation on, is compiled once for all those that a process trains.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
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
Activation = Callable[[Any], Any]


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

    activation = _last_activation(model)
    look = _look(model, activation, sets[0], with_xla)
    measure = _measure(loss, activation, with_xla)
    cuts = [_cut(len(images)) for images, _ in sets]
    sizes = sorted({size for cut in cuts for size in cut}, reverse=True)
    # Room for as many blocks of a size as any set has, so that one function serves all sets.
    room = {size: max(cut.get(size, 0) for cut in cuts) for size in sizes}

    def evaluation(images: np.ndarray, targets: np.ndarray, cut: Mapping[int, int]) -> Evaluate:
        n = len(images)
        counts = [cut.get(size, 0) for size in room]
        shown, wanted = (_in_blocks(rows, room, counts) for rows in (images, targets))
        how_many = [tf.constant(count) for count in counts]
        right = right_answers(targets)
        # As XLA divides by a constant.
        share = np.float32(1) / np.float32(n)

        def evaluate() -> tuple[EpochMetrics, np.ndarray]:
            loss_sum, *found = measure(wanted, look(shown, how_many), how_many)
            outputs, answers = (_rows(blocks, counts) for blocks in found)
            correct = np.count_nonzero(answers == right)
            return epoch_metrics(loss_sum * share, correct, n), outputs

        return evaluate

    return [evaluation(*one, cut) for one, cut in zip(sets, cuts, strict=True)]


def _last_activation(model: "keras.Model") -> Activation | None:
    """The softmax or sigmoid that a chain of layers ends with; None for any other network."""
    import keras

    # One of the user's own that is derived from it may do other things.
    is_chain = type(model) is keras.Sequential
    last = getattr(model.layers[-1], "activation", None) if is_chain else None
    return last if last in (keras.activations.softmax, keras.activations.sigmoid) else None


def _look(
    model: "keras.Model",
    activation: Activation | None,
    example: tuple[np.ndarray, np.ndarray],
    with_xla: bool,
) -> Callable[..., list[tuple[Any, ...]]]:
    """A function of blocks of images and of how many there are: what `model` makes of them.

    That is what its last `activation` gets, if one is given. Else it is the outputs and, of
    softmax or sigmoid, what they got: Keras's losses read that, since it is not rounded. `example`:
    images and targets, as a set has them.
    """
    import tensorflow as tf

    def made_of(images: Any) -> tuple[Any, ...]:
        outputs = model(as_network_input(images), training=False)
        sums = getattr(outputs, "_keras_logits", None)
        return (sums,) if activation else (outputs,) if sums is None else (outputs, sums)

    images, targets = example
    outputs = targets.shape[1]
    parts = 1 if activation else len(made_of(images[:1]))

    def run(images: Sequence[Any], counts: Sequence[Any]) -> list[tuple[Any, ...]]:
        def of_size(blocks: Any, count: Any) -> tuple[Any, ...]:
            def add(block: Any, *made: Any) -> tuple[Any, ...]:
                new = zip(made, made_of(blocks[block]), strict=True)
                return block + 1, *(array.write(block, one) for array, one in new)

            empty = [_room(blocks, outputs) for _ in range(parts)]
            _, *made = tf.while_loop(lambda block, *_: block < count, add, (tf.constant(0), *empty))
            return tuple(array.stack() for array in made)

        return [of_size(*one) for one in zip(images, counts, strict=True)]

    return _compiled(run, with_xla)


@cache
def _measure(
    loss: "keras.Loss", activation: Activation | None, with_xla: bool
) -> Callable[..., tuple[Any, list[Any], list[Any]]]:
    """A function of blocks of targets, of what `_look` gives and of how many blocks there are.

    It gives the sum of the loss over all images, the outputs and the answers.
    """
    import tensorflow as tf

    def run(
        targets: Sequence[Any], made: Sequence[tuple[Any, ...]], counts: Sequence[Any]
    ) -> tuple[Any, list[Any], list[Any]]:
        def of_size(
            loss_sum: Any, wanted: Any, made: tuple[Any, ...], count: Any
        ) -> tuple[Any, Any, Any]:
            def add(block: Any, loss_sum: Any, outputs: Any, answers: Any) -> tuple[Any, ...]:
                first, *sums = (one[block] for one in made)
                found = activation(first) if activation else first
                if sums:
                    (found._keras_logits,) = sums
                return (
                    block + 1,
                    loss_sum + loss(wanted[block], found) * wanted.shape[1],
                    outputs.write(block, found),
                    # Counted when all are there: to compile that would cost more.
                    answers.write(block, answers_of(found)),
                )

            room = _room(wanted, wanted.shape[2]), _room(wanted, dtype=tf.int32)
            _, loss_sum, *found = tf.while_loop(
                lambda block, *_: block < count, add, (tf.constant(0), loss_sum, *room)
            )
            outputs, answers = (array.stack() for array in found)
            return loss_sum, outputs, answers

        loss_sum = tf.constant(0.0)
        all_outputs, all_answers = [], []
        for one in zip(targets, made, counts, strict=True):
            loss_sum, outputs, answers = of_size(loss_sum, *one)
            all_outputs.append(outputs)
            all_answers.append(answers)
        return loss_sum, all_outputs, all_answers

    return _compiled(run, with_xla)


def _compiled(function: Callable[..., Any], with_xla: bool) -> Callable[..., Any]:
    import tensorflow as tf

    compiled: Callable[..., Any] = tf.function(function, jit_compile=with_xla, autograph=False)
    return compiled


def _room(blocks: Any, *shape: int, dtype: Any = "float32") -> Any:
    """An empty array for something of this shape for each row of `blocks`."""
    import tensorflow as tf

    n_blocks, size = blocks.shape[:2]
    return tf.TensorArray(dtype, n_blocks, element_shape=(size, *shape))


def _cut(n: int) -> dict[int, int]:
    """How n rows are cut: how many blocks there are of each size, the larger ones first."""
    size = min(n, CHUNK_ROWS)
    full, rest = divmod(n, size)
    return {size: full} | ({rest: 1} if rest else {})


def _in_blocks(rows: np.ndarray, room: Mapping[int, int], counts: Sequence[int]) -> list[Any]:
    """Rows (n, ...), in `counts` blocks of each size: tensors (room, size, ...), the rest zeros."""
    import tensorflow as tf

    blocks = []
    for (size, most), count in zip(room.items(), counts, strict=True):
        filled = np.zeros((most, size, *rows.shape[1:]), rows.dtype)
        some, rows = rows[: count * size], rows[count * size :]
        filled[:count] = some.reshape(count, size, *rows.shape[1:])
        blocks.append(tf.constant(filled))
    return blocks


def _rows(blocks: Sequence[Any], counts: Sequence[int]) -> np.ndarray:
    """The rows of the first `counts` blocks of each size, as they were before `_in_blocks`."""
    parts = [one.numpy()[:count] for one, count in zip(blocks, counts, strict=True)]
    return np.concatenate([part.reshape(-1, *part.shape[2:]) for part in parts])
