"""One run from spec and images to history, predictions and weights, with Keras."""

import math
import time

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.spec import Spec
from labbook.training.compiled_training import compiled_training
from labbook.training.patience import Patience
from labbook.training.targets import task_labels
from labbook.training.trained_run import EpochMetrics, Nudge, Report, TrainedRun, history_of


def train(spec: Spec, dataset: Dataset, report: Report, nudge: Nudge | None = None) -> TrainedRun:
    """Train `spec`, after `start_tensorflow`, and look at the test images, if there are any.

    It looks at them once, after the last epoch. Without validation images, it looks after each
    epoch. A loss that is not finite ends the training: the run has diverged, and its history ends.
    Early stopping ends it, too, and may restore the weights of the best epoch, but not of a run
    that has diverged. With `nudge`, it begins with other weights than the run of `spec`.
    """
    training = compiled_training(spec, dataset)
    network, probe, units = training.network, training.probe, training.units
    if nudge:
        network.model.set_weights([nudge(array) for array in network.model.get_weights()])
        training.train_epoch.take_up()
    if units:
        units.look()

    epochs: list[tuple[EpochMetrics, EpochMetrics]] = []
    epoch_cpu_seconds: list[float] = []
    diverged = False
    patience = Patience(spec.early_stopping) if spec.early_stopping else None
    best_weights = None
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
        if patience and patience.improves(held_out) and patience.restores_best:
            best_weights = network.model.get_weights()
        if patience and patience.is_over:
            break

    restored_epoch = None
    if patience and best_weights and not diverged:
        restored_epoch = patience.best_epoch
        network.model.set_weights(best_weights)
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
            restored_epoch=restored_epoch,
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
