"""A whole epoch of mini-batch training in one compiled function.

`model.fit` returns to Python between steps, which for small networks costs many times the
arithmetic. Here XLA compiles all steps of an epoch as one loop over Keras's own layers, loss and
optimizer; the images stay resident as bytes, and only a permutation comes in, with the keys from
which dropout is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.augmentation import Augmented
from labbook.training.counted_dropout import CountedDropout, Drops
from labbook.training.epoch_rows import chunk_rows, epoch_order, over_chunks
from labbook.training.gradient_probe import GradientProbe
from labbook.training.objective import Objective
from labbook.training.trained_run import EpochMetrics
from labbook.training.turned_kernels import TurnedKernels

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


@dataclass(frozen=True)
class CompiledEpoch:
    """A function that trains a network for one epoch, given the run's seed and the epoch.

    `take_up()` lets it go on from the weights that the network has been given since. `trained`: the
    variables that the optimizer changes.
    """

    train: Callable[[int, int], EpochMetrics]
    trained: Sequence[Any]
    take_up: Callable[[], None] = lambda: None

    def __call__(self, seed: int, number: int) -> EpochMetrics:
        return self.train(seed, number)


def epoch_metrics(mean_loss: "tf.Tensor", correct: Any, n: int) -> EpochMetrics:
    """Metrics of n samples; the loss as the shortest decimal that is this float32."""
    return EpochMetrics(float(str(mean_loss.numpy())), int(correct) / n)


def as_network_input(images: "tf.Tensor") -> "tf.Tensor":
    """Bytes 0..255 as float32 in [0, 1]."""
    import tensorflow as tf

    return tf.cast(images, tf.float32) / 255.0


def right_answers(targets: np.ndarray) -> np.ndarray:
    """What `answers_of` outputs should be, of targets (n, outputs): (n,) int32.

    To look for that in the targets would be compiled for each step.
    """
    answers = targets[:, 0] > 0.5 if targets.shape[1] == 1 else targets.argmax(axis=1)
    return answers.astype(np.int32)


def answers_of(outputs: "tf.Tensor") -> "tf.Tensor":
    """What outputs (n, outputs) answer, (n,) int32, as Keras's accuracies have it.

    A single output is compared with 0.5. Of several outputs, the largest is the answer.
    """
    import tensorflow as tf

    if outputs.shape[-1] == 1:
        return tf.cast(outputs[:, 0] > 0.5, tf.int32)
    return tf.argmax(outputs, axis=-1, output_type=tf.int32)


def count_correct(right: "tf.Tensor", outputs: "tf.Tensor") -> "tf.Tensor":
    """How many of the answers are those of `right_answers`."""
    import tensorflow as tf

    return tf.reduce_sum(tf.cast(tf.equal(answers_of(outputs), right), tf.int32))


def compile_epoch(
    model: "keras.Model",
    loss: "keras.Loss",
    optimizer: "keras.Optimizer",
    images: np.ndarray,
    targets: np.ndarray,
    batch_size: int,
    probe: GradientProbe | None = None,
    objective: Objective | None = None,
    augmented: Augmented | None = None,
) -> CompiledEpoch:
    """Return a function that trains `model` for one epoch, given the run's seed and the epoch.

    images: (n, ...) uint8; targets: (n, outputs) float32. The order of the images is that of
    `epoch_order`, the dropout that of `dropout_keys`. The last batch holds what is left over
    (Keras trains on it too); a `batch_size` above n means n. The metrics are Keras's running
    averages: each batch's value before its update, weighted by its samples. The gradient of a
    large batch is summed over the chunks of `chunk_rows`. A `probe` looks at the gradient of each
    step and changes no number. An `objective` is minimized instead of the loss, which is still what
    the metrics have. The images of an epoch are `augmented`, if that is given. Raises ValueError
    for a layer that `CountedDropout` does not allow.
    """
    import tensorflow as tf

    n = len(images)
    batch_size = min(batch_size, n)
    pixels = images[0].size
    dropout = CountedDropout(model)
    kernels = TurnedKernels(dropout.network, optimizer)
    optimizer.build(kernels.trained)

    def add_gradients(x: Any, y: Any, right: Any, share: float, sums: Any) -> tuple[Any, ...]:
        """Add the gradients, loss and hits of these rows, a `share` of the batch, to `sums`."""
        with tf.GradientTape() as tape:
            outputs = kernels.call(as_network_input(x))
            value = loss(y, outputs) * share
            minimized = objective.of_rows(y, right, outputs) * share if objective else value
        gradients = tape.gradient(minimized, [variable.value for variable in kernels.trained])
        *gradient_sums, loss_sum, correct = sums
        return (
            *(total + gradient for total, gradient in zip(gradient_sums, gradients, strict=True)),
            loss_sum + value,
            correct + count_correct(right, outputs),
        )

    @tf.function(jit_compile=True, autograph=False)  # type: ignore[untyped-decorator]
    def run(
        all_images: Any, all_targets: Any, all_right: Any, order: Any, drops: Drops
    ) -> tuple[Any, ...]:
        shuffled_images = tf.gather(all_images, order)
        shuffled_targets = tf.gather(all_targets, order)
        shuffled_right = tf.gather(all_right, order)

        def rows(start: Any, count: int) -> tuple[Any, Any, Any]:
            x = tf.slice(shuffled_images, [start, 0], [count, pixels])
            y = tf.slice(shuffled_targets, [start, 0], [count, targets.shape[1]])
            right = tf.slice(shuffled_right, [start], [count])
            return tf.reshape(x, (count, *images.shape[1:])), y, right

        def step(
            batch_start: Any, size: int, loss_sum: Any, correct: Any, *seen: Any
        ) -> tuple[Any, ...]:
            def add(start: Any, count: int, *sums: Any) -> tuple[Any, ...]:
                dropout.count_from(drops, batch_start + start)
                return add_gradients(*rows(batch_start + start, count), count / size, sums)

            *gradients, value, batch_correct = over_chunks(
                size,
                chunk_rows(model, size),
                add,
                (*map(tf.zeros_like, kernels.trained), tf.constant(0.0), tf.constant(0)),
            )
            if objective:
                gradients = objective.with_penalty(gradients, kernels.trained)
            optimizer.apply(gradients, kernels.trained)
            if probe:
                seen = probe.look(batch_start // batch_size, gradients, *seen)
            return loss_sum + value * size, correct + batch_correct, *seen

        nothing_seen = probe.nothing_seen() if probe else ()
        loss_sum, correct, *seen = over_chunks(
            n, batch_size, step, (tf.constant(0.0), tf.constant(0), *nothing_seen)
        )
        kernels.put_back()
        return loss_sum / n, correct, *seen

    # One row an image: XLA gathers a row of 784 bytes four times as fast as 28 rows of 28.
    resident_images = None if augmented else tf.constant(images.reshape(n, pixels))
    resident_targets = tf.constant(targets)
    resident_right = tf.constant(right_answers(targets))

    def epoch(seed: int, number: int) -> EpochMetrics:
        mean_loss, correct, *seen = run(
            augmented(seed, number) if augmented else resident_images,
            resident_targets,
            resident_right,
            tf.constant(epoch_order(n, seed, number)),
            Drops(*map(tf.constant, dropout.drops(seed, number))),
        )
        if probe:
            probe.keep(*seen)
        return epoch_metrics(mean_loss, correct, n)

    return CompiledEpoch(epoch, kernels.trained, kernels.take_up)
