"""A trained network's answers for a set of images, and how good they are."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.compiled_epoch import as_network_input, count_correct, epoch_metrics
from labbook.training.epoch_rows import CHUNK_ROWS, over_chunks
from labbook.training.trained_run import EpochMetrics

if TYPE_CHECKING:
    import keras


def compile_evaluation(
    model: "keras.Model",
    loss: "keras.Loss",
    images: np.ndarray,
    targets: np.ndarray,
    with_xla: bool = True,
) -> Callable[[], tuple[EpochMetrics, np.ndarray]]:
    """Return a function that evaluates `model` as it is when called.

    images: (n, ...) uint8; targets: (n, outputs) float32. The function returns loss and accuracy
    over all n images and the outputs, (n, outputs) float32. For convolutions, a plain graph is
    quicker than XLA.
    """
    import tensorflow as tf

    n = len(images)

    @tf.function(jit_compile=with_xla, autograph=False)  # type: ignore[untyped-decorator]
    def run(all_images: Any, all_targets: Any) -> tuple[Any, Any, Any]:
        def add(start: Any, count: int, loss_sum: Any, correct: Any, outputs: Any) -> Any:
            x = tf.slice(all_images, [start, *[0] * (images.ndim - 1)], [count, *images.shape[1:]])
            y = tf.slice(all_targets, [start, 0], [count, targets.shape[1]])
            answers = model(as_network_input(x), training=False)
            return (
                loss_sum + loss(y, answers) * count,
                correct + count_correct(y, answers),
                tf.tensor_scatter_nd_update(outputs, (start + tf.range(count))[:, None], answers),
            )

        loss_sum, correct, outputs = over_chunks(
            n,
            min(n, CHUNK_ROWS),
            add,
            (tf.constant(0.0), tf.constant(0), tf.zeros(targets.shape)),
        )
        return loss_sum / n, correct, outputs

    resident_images, resident_targets = tf.constant(images), tf.constant(targets)

    def evaluate() -> tuple[EpochMetrics, np.ndarray]:
        mean_loss, correct, outputs = run(resident_images, resident_targets)
        return epoch_metrics(mean_loss, correct, n), outputs.numpy()

    return evaluate
