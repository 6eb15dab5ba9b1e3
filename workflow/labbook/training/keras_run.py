"""One run from spec and images to history, predictions and weights, with Keras."""

import math
import time

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.spec import Spec
from labbook.training.compiled_training import compiled_training
from labbook.training.targets import task_labels
from labbook.training.trained_run import EpochMetrics, Report, TrainedRun, history_of


def train(spec: Spec, dataset: Dataset, report: Report) -> TrainedRun:
    """Train `spec`, after `start_tensorflow`, and look at the test images, if there are any.

    It looks at them once, after the last epoch. Without validation images, it looks after each
    epoch. A loss that is not finite ends the training: the run has diverged, and its history ends.
    """
    training = compiled_training(spec, dataset)
    network, probe, units = training.network, training.probe, training.units
    if units:
        units.look()

    epochs: list[tuple[EpochMetrics, EpochMetrics]] = []
    epoch_cpu_seconds: list[float] = []
    diverged = False
    for epoch in range(1, spec.epochs + 1):
        start = time.process_time()
        on_training = training.train_epoch(spec.seed, epoch)
        held_out, _ = network.evaluate_held_out()
        epoch_cpu_seconds.append(time.process_time() - start)
        epochs.append((on_training, held_out))
        report(epoch, held_out)
        if units:
            units.look()
        if not (math.isfinite(on_training.loss) and math.isfinite(held_out.loss)):
            diverged = True
            break

    test, probabilities = network.evaluate_test()
    diverged = diverged or (network.n_test > 0 and not math.isfinite(test.loss))
    return TrainedRun(
        history=history_of(spec.validation_fraction, epochs),
        evaluation=Evaluation(
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            n_train=network.n_train,
            n_validation=network.n_validation,
            n_test=network.n_test,
            steps_per_epoch=training.steps_per_epoch,
            batch_size_used=training.batch_size,
            parameters=network.model.count_params(),
            diverged=diverged,
        ),
        probabilities=probabilities,
        labels=task_labels(dataset.test_labels, spec.task),
        weights=network.model.get_weights(),
        training_cpu_seconds=_without_compilation(epoch_cpu_seconds),
        gradients=probe.recorded() if probe else None,
        units=units.recorded() if units else None,
    )


def _without_compilation(epoch_cpu_seconds: list[float]) -> float:
    """CPU time of all epochs. The first compiles, so it counts as the mean of the others."""
    first, *others = epoch_cpu_seconds
    if not others:
        return first
    return sum(others) * len(epoch_cpu_seconds) / len(others)
