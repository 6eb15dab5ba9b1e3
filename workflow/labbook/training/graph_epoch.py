"""A whole epoch of mini-batch training in one TensorFlow graph, for networks with convolutions.

Where operations must be deterministic, XLA refuses the gradient of max pooling ("GPU MaxPool
gradient ops do not yet have a deterministic XLA implementation", on a CPU too), and its
convolutions take longer than oneDNN's, which a plain graph calls: on one thread, these give the
same bits each time. What a graph costs beside its arithmetic does not matter in steps as long as
these.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.augmentation import Augmented
from labbook.training.compiled_epoch import (
    CompiledEpoch,
    as_network_input,
    count_correct,
    epoch_metrics,
    right_answers,
)
from labbook.training.counted_dropout import dropout_keys
from labbook.training.epoch_rows import chunk_rows, epoch_order, over_chunks
from labbook.training.gradient_probe import GradientProbe
from labbook.training.objective import Objective
from labbook.training.trained_run import EpochMetrics

if TYPE_CHECKING:
    import keras


def graph_epoch(
    model: "keras.Model",
    loss: "keras.Loss",
    optimizer: "keras.Optimizer",
    images: np.ndarray,
    targets: np.ndarray,
    batch_size: int,
    probe: GradientProbe | None = None,
    objective: Objective | None = None,
    augmented: Augmented | None = None,
    whole: bool = False,
) -> CompiledEpoch:
    """Return a function that trains `model` for one epoch, as that of `compile_epoch` does.

    Arguments, order, batches and metrics are the same; `whole`: no batch is cut into chunks.
    Keras's own layers draw the dropout. Each of them starts an epoch from its key of `dropout_keys`
    and counts its calls from there. So the run's seed, the epoch and the step determine a mask. The
    generator has no state (Philox) and costs little here, unlike in XLA.
    """
    import tensorflow as tf

    n = len(images)
    batch_size = min(batch_size, n)
    trained = model.trainable_variables
    optimizer.build(trained)
    dropout_states = [
        layer.seed_generator.state for layer in model.layers if hasattr(layer, "seed_generator")
    ]

    def add_gradients(x: Any, y: Any, right: Any, share: float, sums: Any) -> tuple[Any, ...]:
        """Add the gradients, loss and hits of these rows, a `share` of the batch, to `sums`."""
        with tf.GradientTape() as tape:
            outputs = model(as_network_input(x), training=True)
            value = loss(y, outputs) * share
            minimized = objective.of_rows(y, right, outputs) * share if objective else value
        gradients = tape.gradient(minimized, [variable.value for variable in trained])
        *gradient_sums, loss_sum, correct = sums
        return (
            *(total + gradient for total, gradient in zip(gradient_sums, gradients, strict=True)),
            loss_sum + value,
            correct + count_correct(right, outputs),
        )

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def run(all_images: Any, all_targets: Any, all_right: Any, order: Any) -> tuple[Any, ...]:
        def step(
            batch_start: Any, size: int, loss_sum: Any, correct: Any, *seen: Any
        ) -> tuple[Any, ...]:
            def add(start: Any, count: int, *sums: Any) -> tuple[Any, ...]:
                rows = tf.slice(order, [batch_start + start], [count])
                x, y, right = (
                    tf.gather(all_, rows) for all_ in (all_images, all_targets, all_right)
                )
                return add_gradients(x, y, right, count / size, sums)

            *gradients, value, batch_correct = over_chunks(
                size,
                size if whole else chunk_rows(model, size),
                add,
                (*map(tf.zeros_like, trained), tf.constant(0.0), tf.constant(0)),
            )
            if objective:
                gradients = objective.with_penalty(gradients, trained)
            optimizer.apply(gradients, trained)
            if probe:
                seen = probe.look(batch_start // batch_size, gradients, *seen)
            return loss_sum + value * size, correct + batch_correct, *seen

        nothing_seen = probe.nothing_seen() if probe else ()
        loss_sum, correct, *seen = over_chunks(
            n, batch_size, step, (tf.constant(0.0), tf.constant(0), *nothing_seen)
        )
        return loss_sum / n, correct, *seen

    resident_images = None if augmented else tf.constant(images)
    resident = tuple(map(tf.constant, (targets, right_answers(targets))))

    def epoch(seed: int, number: int) -> EpochMetrics:
        keys = dropout_keys(seed, number, len(dropout_states))
        for state, key in zip(dropout_states, keys, strict=True):
            state.assign(key)
        of_epoch = (
            tf.reshape(augmented(seed, number), images.shape) if augmented else resident_images
        )
        order = tf.constant(epoch_order(n, seed, number))
        mean_loss, correct, *seen = run(of_epoch, *resident, order)
        if probe:
            probe.keep(*seen)
        return epoch_metrics(mean_loss, correct, n)

    return CompiledEpoch(epoch, trained)


# For layers that may look across a batch in ways of their own.
whole_batches_epoch = partial(graph_epoch, whole=True)
