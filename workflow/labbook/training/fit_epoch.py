"""An epoch by Keras's `model.fit`, for networks that no loop of ours can train.

They may have losses or a training step of their own, or what TensorFlow cannot put into a graph.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.training.augmentation import Augmented
from labbook.training.compiled_epoch import (
    CompiledEpoch,
    answers_of,
    as_network_input,
    epoch_metrics,
    right_answers,
)
from labbook.training.compiled_evaluation import Evaluate
from labbook.training.epoch_rows import CHUNK_ROWS, epoch_order
from labbook.training.gradient_probe import GradientProbe
from labbook.training.objective import Objective
from labbook.training.trained_run import EpochMetrics

if TYPE_CHECKING:
    import keras


def fit_epoch(
    model: "keras.Model",
    loss: "keras.Loss",
    optimizer: "keras.Optimizer",
    images: np.ndarray,
    targets: np.ndarray,
    batch_size: int,
    probe: GradientProbe | None = None,
    objective: Objective | None = None,
    augmented: Augmented | None = None,
    eagerly: bool = False,
) -> CompiledEpoch:
    """Return a function that trains `model` for one epoch, as that of `compile_epoch` does.

    Arguments, order, batches and metrics are the same, but for what the model itself adds to the
    loss. No `probe` can look at the gradients, and there is no other `objective`. `eagerly`: line
    by line, without a graph.
    """
    import keras

    assert probe is None, "gradients of a network of one's own are not recorded"
    assert objective is None, "the plan refuses one for these networks"
    n = len(images)
    model.compile(
        optimizer=optimizer,
        loss=loss,
        metrics=["accuracy"],
        run_eagerly=eagerly,
        jit_compile=False,
    )

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]
        def __init__(self, shown: np.ndarray, order: np.ndarray) -> None:
            super().__init__()
            self._shown = shown
            self._order = order

        def __len__(self) -> int:
            return -(-n // batch_size)

        def __getitem__(self, index: int) -> tuple[Any, np.ndarray]:
            rows = self._order[index * batch_size : (index + 1) * batch_size]
            return as_network_input(self._shown[rows]), targets[rows]

    def epoch(seed: int, number: int) -> EpochMetrics:
        shown = images
        if augmented:
            shown = augmented(seed, number).numpy().reshape(images.shape)
        batches = Batches(shown, epoch_order(n, seed, number))
        seen = model.fit(batches, shuffle=False, verbose=0).history
        return EpochMetrics(float(seen["loss"][0]), float(seen["accuracy"][0]))

    return CompiledEpoch(epoch, model.trainable_variables)


eager_epoch = partial(fit_epoch, eagerly=True)


def call_evaluation(
    model: "keras.Model", loss: "keras.Loss", images: np.ndarray, targets: np.ndarray
) -> Evaluate:
    """What `compile_evaluations` returns for a set, without a graph."""
    import tensorflow as tf

    right = right_answers(targets)

    def evaluate() -> tuple[EpochMetrics, np.ndarray]:
        found, loss_sum = [], tf.constant(0.0)
        for start in range(0, len(images), CHUNK_ROWS):
            rows = slice(start, start + CHUNK_ROWS)
            outputs = model(as_network_input(images[rows]), training=False)
            loss_sum += loss(targets[rows], outputs) * len(outputs)
            found.append(outputs)
        outputs = tf.concat(found, axis=0)
        correct = np.count_nonzero(answers_of(outputs).numpy() == right)
        return epoch_metrics(loss_sum / len(images), correct, len(images)), outputs.numpy()

    return evaluate
