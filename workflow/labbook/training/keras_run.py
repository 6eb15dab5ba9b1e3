"""One run from spec and images to history, predictions and weights, with Keras."""

import importlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.history import History
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.compiled_epoch import EpochMetrics, compile_epoch
from labbook.training.compiled_evaluation import compile_evaluation
from labbook.training.loss import build_loss
from labbook.training.optimizer import build_optimizer
from labbook.training.targets import targets, task_labels


@dataclass(frozen=True)
class KerasRun:
    """What a training leaves.

    probabilities: (n_test, outputs) float32; labels: (n_test,) uint8, the classes of the task;
    weights: as `model.get_weights()` gives them; training_cpu_seconds: without compiling.
    """

    history: History
    evaluation: Evaluation
    probabilities: np.ndarray
    labels: np.ndarray
    weights: list[np.ndarray]
    training_cpu_seconds: float


def train(spec: Spec, dataset: Dataset, report: Callable[[int, EpochMetrics], None]) -> KerasRun:
    """Train `spec` and look at the test images, if there are any, once, after the last epoch.

    `report` is called after each epoch with its number, from 1, and its validation metrics. A loss
    that is not finite ends the training: the run has diverged, and its history ends there.
    """
    import keras

    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    answers = targets(dataset.train_labels, spec.task, spec.output.units)
    n_train = len(train_rows)
    batch_size = min(spec.batch_size, n_train)
    steps_per_epoch = math.ceil(n_train / batch_size)

    builder = importlib.import_module(f"labbook.models.{spec.model}")
    model: keras.Model = builder.build(spec, dataset.train_images.shape[1:])
    loss = build_loss(spec.loss)
    optimizer = build_optimizer(spec.optimizer, steps_per_epoch)
    train_epoch = compile_epoch(
        model, loss, optimizer, dataset.train_images[train_rows], answers[train_rows], batch_size
    )
    validate = compile_evaluation(
        model, loss, dataset.train_images[validation_rows], answers[validation_rows]
    )

    rows: list[tuple[float, float, float, float]] = []
    epoch_cpu_seconds: list[float] = []
    diverged = False
    for epoch in range(1, spec.epochs + 1):
        start = time.process_time()
        training = train_epoch(spec.seed, epoch)
        validation, _ = validate()
        epoch_cpu_seconds.append(time.process_time() - start)
        rows.append((training.loss, training.accuracy, validation.loss, validation.accuracy))
        report(epoch, validation)
        if not (math.isfinite(training.loss) and math.isfinite(validation.loss)):
            diverged = True
            break

    n_test = len(dataset.test_labels)
    test, probabilities = EpochMetrics(math.nan, math.nan), np.zeros((0, spec.output.units), "f4")
    if n_test:
        test_targets = targets(dataset.test_labels, spec.task, spec.output.units)
        test, probabilities = compile_evaluation(model, loss, dataset.test_images, test_targets)()
        diverged = diverged or not math.isfinite(test.loss)
    columns = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    return KerasRun(
        history=History(
            epochs=list(range(1, len(rows) + 1)),
            columns={name: [row[index] for row in rows] for index, name in enumerate(columns)},
        ),
        evaluation=Evaluation(
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            n_train=n_train,
            n_validation=len(validation_rows),
            n_test=n_test,
            steps_per_epoch=steps_per_epoch,
            batch_size_used=batch_size,
            parameters=model.count_params(),
            diverged=diverged,
        ),
        probabilities=probabilities,
        labels=task_labels(dataset.test_labels, spec.task),
        weights=model.get_weights(),
        training_cpu_seconds=_without_compilation(epoch_cpu_seconds),
    )


def _without_compilation(epoch_cpu_seconds: list[float]) -> float:
    """CPU time of all epochs, the first (which compiles) counted like the mean of the others."""
    first, *others = epoch_cpu_seconds
    if not others:
        return first
    return sum(others) * len(epoch_cpu_seconds) / len(others)
