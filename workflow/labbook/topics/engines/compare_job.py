"""Train the first steps of an experiment's from-scratch runs again with Keras, and compare."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from labbook.artifacts.dataset import Dataset, read_checked_dataset
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.spec import Spec
from labbook.models.mlp import build
from labbook.scratch.full_batch import FullBatch
from labbook.scratch.initial_network import initial_network
from labbook.topics.engines.comparison_file import EngineComparison, write_engine_comparisons
from labbook.training.objective import build_loss, build_optimizer
from labbook.training.targets import targets
from labbook.training.tensorflow_process import start_tensorflow

STEPS = 50
# Both take all of them at each step. More would make it slower, not harder.
MOST_IMAGES = 2000


def make(*, plan: Path, dataset_file: Path, dataset_sha256: str, engines: Path) -> None:
    """Write one comparison for each configuration, with the first of its seeds."""
    planned = read_experiment_plan(plan)
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    start_tensorflow(seed=0)
    found = []
    for configuration in planned.configurations:
        first = configuration.runs[0]
        spec = configuration.settings.spec(first.seed)
        found.append(compare_engines(configuration.name, first.key, spec, dataset))
    write_engine_comparisons(engines, planned.experiment, found)


def compare_engines(configuration: str, key: str, spec: Spec, dataset: Dataset) -> EngineComparison:
    """Train `spec` for STEPS steps twice, after `start_tensorflow`, in 64-bit arithmetic.

    Both from the same initial weights, on the same images, spread evenly over the training images.
    """
    n_images = min(MOST_IMAGES, len(dataset.train_images))
    rows = np.linspace(0, len(dataset.train_images), n_images, endpoint=False).astype(int)
    images = dataset.train_images[rows]
    answers = targets(dataset.train_labels[rows], spec.task, spec.output.units)
    with threadpool_limits(limits=1, user_api="blas"):
        ours = _numpy_losses(spec, images, answers)
    with _double_precision():
        theirs = _keras_losses(spec, images, answers)
    finite = [*takewhile(_are_finite, zip(ours, theirs, strict=True))]
    return EngineComparison(configuration, key, n_images, *map(tuple, zip(*finite, strict=True)))


def _are_finite(losses: tuple[float, ...]) -> bool:
    return all(map(math.isfinite, losses))


def _numpy_losses(spec: Spec, images: np.ndarray, answers: np.ndarray) -> tuple[float, ...]:
    network = initial_network(spec, math.prod(images.shape[1:]), np.float64)
    batch = FullBatch(network, images, answers)
    return tuple(batch.step(spec.optimizer["learning_rate"]).loss for _ in range(STEPS))


@contextmanager
def _double_precision() -> Iterator[None]:
    """Let Keras compute in 64 bits, and as before for whoever comes next in this process."""
    import keras

    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(before[0])
        keras.config.set_dtype_policy(before[1])


def _keras_losses(spec: Spec, images: np.ndarray, answers: np.ndarray) -> tuple[float, ...]:
    import tensorflow as tf

    model = build(spec, images.shape[1:])
    model.set_weights(initial_network(spec, math.prod(images.shape[1:]), np.float64).weights)
    loss_of, optimizer = build_loss(spec.loss), build_optimizer(spec.optimizer, 1)
    x, y = tf.constant(images / 255.0), tf.constant(answers.astype(np.float64))
    losses = []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
        losses.append(float(loss))
    return tuple(losses)
