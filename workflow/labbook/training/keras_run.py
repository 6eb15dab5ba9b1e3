"""One run from spec and images to history, predictions and weights, with Keras."""

import importlib
import math
import time

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.compiled_evaluation import compile_evaluation
from labbook.training.epoch_metrics import EpochMetrics
from labbook.training.gradient_probe import GradientProbe
from labbook.training.graph_epoch import graph_epoch
from labbook.training.loss import build_loss
from labbook.training.optimizer import build_optimizer
from labbook.training.targets import targets, task_labels
from labbook.training.trained_run import Report, TrainedRun, history_of


def train(spec: Spec, dataset: Dataset, report: Report) -> TrainedRun:
    """Train `spec`, after `start_tensorflow`, and look at the test images, if there are any.

    It looks at them once, after the last epoch. Without validation images, it looks after each
    epoch. A loss that is not finite ends the training: the run has diverged, and its history ends.
    """
    import keras

    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    answers = targets(dataset.train_labels, spec.task, spec.output.units)
    n_train = len(train_rows)
    batch_size = min(spec.batch_size or n_train, n_train)
    steps_per_epoch = math.ceil(n_train / batch_size)

    builder = importlib.import_module(f"labbook.models.{spec.model}")
    model: keras.Model = builder.build(spec, dataset.train_images.shape[1:])
    loss = build_loss(spec.loss)
    optimizer = build_optimizer(spec.optimizer, steps_per_epoch)
    probe = (
        GradientProbe(model.trainable_variables, steps_per_epoch, spec.epochs)
        if spec.record_gradients
        else None
    )
    with_xla = not spec.blocks
    train_epoch = (compile_epoch if with_xla else graph_epoch)(
        model,
        loss,
        optimizer,
        dataset.train_images[train_rows],
        answers[train_rows],
        batch_size,
        probe,
    )
    test_targets = targets(dataset.test_labels, spec.task, spec.output.units)
    n_test = len(test_targets)
    evaluate_test = (
        compile_evaluation(model, loss, dataset.test_images, test_targets, with_xla)
        if n_test
        else lambda: (EpochMetrics(math.nan, math.nan), np.zeros((0, spec.output.units), "f4"))
    )
    watches_test = not spec.validation_fraction
    evaluate_held_out = (
        evaluate_test
        if watches_test
        else compile_evaluation(
            model, loss, dataset.train_images[validation_rows], answers[validation_rows], with_xla
        )
    )

    epochs: list[tuple[EpochMetrics, EpochMetrics]] = []
    epoch_cpu_seconds: list[float] = []
    diverged = False
    for epoch in range(1, spec.epochs + 1):
        start = time.process_time()
        training = train_epoch(spec.seed, epoch)
        held_out, _ = evaluate_held_out()
        epoch_cpu_seconds.append(time.process_time() - start)
        epochs.append((training, held_out))
        report(epoch, held_out)
        if not (math.isfinite(training.loss) and math.isfinite(held_out.loss)):
            diverged = True
            break

    test, probabilities = evaluate_test()
    diverged = diverged or (n_test > 0 and not math.isfinite(test.loss))
    return TrainedRun(
        history=history_of(spec.validation_fraction, epochs),
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
        gradients=probe.recorded() if probe else None,
    )


def _without_compilation(epoch_cpu_seconds: list[float]) -> float:
    """CPU time of all epochs. The first compiles, so it counts as the mean of the others."""
    first, *others = epoch_cpu_seconds
    if not others:
        return first
    return sum(others) * len(epoch_cpu_seconds) / len(others)
