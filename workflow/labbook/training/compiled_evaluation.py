"""A trained network's answers for a set of images, and how good they are."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.compiled_epoch import (
    EpochMetrics,
    as_network_input,
    count_correct,
    epoch_metrics,
)

if TYPE_CHECKING:
    import keras


def compile_evaluation(
    model: "keras.Model", loss: "keras.Loss", images: np.ndarray, targets: np.ndarray
) -> Callable[[], tuple[EpochMetrics, np.ndarray]]:
    """Return a function that evaluates `model` as it is when called.

    images: (n, ...) uint8; targets: (n, outputs) float32. The function returns loss and accuracy
    over all n images and the outputs, (n, outputs) float32.
    """
    import tensorflow as tf

    @tf.function(jit_compile=True)  # type: ignore[untyped-decorator]
    def run(all_images: Any, all_targets: Any) -> tuple[Any, Any, Any]:
        outputs = model(as_network_input(all_images), training=False)
        return loss(all_targets, outputs), count_correct(all_targets, outputs), outputs

    resident_images, resident_targets = tf.constant(images), tf.constant(targets)

    def evaluate() -> tuple[EpochMetrics, np.ndarray]:
        mean_loss, correct, outputs = run(resident_images, resident_targets)
        return epoch_metrics(mean_loss, correct, len(images)), outputs.numpy()

    return evaluate
