"""One run from spec and images to history, predictions and weights, with NumPy alone."""

import math
import time

from threadpoolctl import threadpool_limits

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.scratch.full_batch import FullBatch, Metrics
from labbook.scratch.initial_network import initial_network
from labbook.training.targets import targets, task_labels
from labbook.training.trained_run import EpochMetrics, Nudge, Report, TrainedRun, history_of


def train(spec: Spec, dataset: Dataset, report: Report, nudge: Nudge | None = None) -> TrainedRun:
    """Train `spec` by full-batch gradient descent, on one thread.

    An epoch is one step. Its metrics, of the training part and of the held-out part, are those of
    the network after that step. A loss that is not finite ends the training: the run has diverged,
    and its history ends there. With `nudge`, it begins with other weights than the run of `spec`.
    """
    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    answers = targets(dataset.train_labels, spec.task, spec.output.units)
    test_answers = targets(dataset.test_labels, spec.task, spec.output.units)
    network = initial_network(spec, math.prod(dataset.train_images.shape[1:]))
    if nudge:
        for array in network.weights:
            array[...] = nudge(array)
    training = FullBatch(network, dataset.train_images[train_rows], answers[train_rows])
    test = FullBatch(network, dataset.test_images, test_answers)
    watches_test = not spec.validation_fraction
    held_out = (
        test
        if watches_test
        else FullBatch(network, dataset.train_images[validation_rows], answers[validation_rows])
    )
    rate = spec.optimizer["learning_rate"]

    epochs: list[tuple[EpochMetrics, EpochMetrics]] = []
    # The order of a parallel sum changes its last bits: `--cores` changes time, never numbers.
    with threadpool_limits(limits=1, user_api="blas"):
        start = time.process_time()
        training.step(rate)
        for epoch in range(1, spec.epochs + 1):
            on_held_out = held_out.measure()
            goes_on = epoch < spec.epochs and math.isfinite(on_held_out.loss)
            # The forward pass of the next step measures the network that this one left.
            on_training = training.step(rate) if goes_on else training.measure()
            epochs.append((_epoch_metrics(on_training), _epoch_metrics(on_held_out)))
            report(epoch, epochs[-1][1])
            if not (math.isfinite(on_training.loss) and math.isfinite(on_held_out.loss)):
                break
        seconds = time.process_time() - start
        on_test = test.measure()
        probabilities = test.probabilities()
    losses = [on_test.loss, *(part.loss for part in epochs[-1])]
    return TrainedRun(
        history=history_of(spec.validation_fraction, epochs),
        evaluation=Evaluation(
            test_loss=on_test.loss,
            test_accuracy=on_test.accuracy,
            n_train=len(train_rows),
            n_validation=len(validation_rows),
            n_test=len(test_answers),
            steps_per_epoch=1,
            batch_size_used=len(train_rows),
            parameters=sum(array.size for array in network.weights),
            diverged=not all(map(math.isfinite, losses)),
        ),
        probabilities=probabilities.astype("f4"),
        labels=task_labels(dataset.test_labels, spec.task),
        weights=network.weights,
        training_cpu_seconds=seconds,
    )


def _epoch_metrics(metrics: Metrics) -> EpochMetrics:
    return EpochMetrics(metrics.loss, metrics.accuracy)
