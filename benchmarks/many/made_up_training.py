"""Takes the place of labbook/training/keras_run.py in a copy of the project: trains nothing.

What it leaves is a whole run with losses and accuracies that depend on the settings as those of a
real one might: smoothly, with a little luck of the seed.
"""

import math
import os

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.training.targets import task_labels
from labbook.training.trained_run import EpochMetrics, Report, TrainedRun, history_of

# How fast a disk is has no part in what is measured.
os.fsync = lambda descriptor: None


def train(spec: Spec, dataset: Dataset, report: Report) -> TrainedRun:
    """A run of `spec`, made up. Each image is as hard for all runs."""
    labels = task_labels(dataset.test_labels, spec.task)
    luck = np.random.default_rng(spec.seed)
    hardness = np.random.default_rng(0).random(len(labels))
    rate, units = spec.optimizer["learning_rate"], spec.hidden[0].units
    off = math.log10(rate / 0.05) ** 2 + 0.3 * math.log10(spec.batch_size / 60) ** 2
    able = 0.95 - 0.02 * off - 0.05 / units + luck.normal(scale=0.003)
    right = hardness + luck.normal(scale=0.02, size=len(labels)) < able
    outputs = spec.output.units
    answers = np.where(right, labels, (labels + 1) % outputs)
    probabilities = np.full((len(labels), outputs), 0.08 / (outputs - 1), "f4")
    probabilities[np.arange(len(labels)), answers] = 0.92
    picked = probabilities[np.arange(len(labels)), labels].astype("f8")
    loss, accuracy = float(-np.log(picked).mean()), float(right.mean())
    epochs = []
    for epoch in range(1, spec.epochs + 1):
        left = 2 * math.exp(-epoch / (3 + off)) + luck.normal(scale=0.002)
        epochs.append(
            (
                EpochMetrics(0.8 * loss + left, min(1.0, accuracy + 0.01) - 0.3 * left),
                EpochMetrics(loss + left, accuracy - 0.3 * left),
            )
        )
        report(epoch, epochs[-1][1])
    train_rows, validation_rows = split_validation(
        dataset.train_labels, spec.validation_fraction, spec.split_seed
    )
    shapes = [(math.prod(dataset.train_images.shape[1:]), units), (units,)]
    weights = [np.zeros(shape, "f4") for shape in [*shapes, (units, outputs), (outputs,)]]
    return TrainedRun(
        history=history_of(spec.validation_fraction, epochs),
        evaluation=Evaluation(
            test_loss=loss,
            test_accuracy=accuracy,
            n_train=len(train_rows),
            n_validation=len(validation_rows),
            n_test=len(labels),
            steps_per_epoch=-(-len(train_rows) // spec.batch_size),
            batch_size_used=spec.batch_size,
            parameters=sum(array.size for array in weights),
            diverged=False,
        ),
        probabilities=probabilities,
        labels=labels,
        weights=weights,
        training_cpu_seconds=0.01 * units * (1 + luck.random()),
    )
