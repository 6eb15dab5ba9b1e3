"""What a training leaves, whatever the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.evaluation import Evaluation
from labbook.artifacts.gradients import Gradients
from labbook.artifacts.history import History, history_columns
from labbook.artifacts.spec import Spec
from labbook.artifacts.unit_states import UnitStates


@dataclass(frozen=True)
class EpochMetrics:
    """Loss and accuracy averaged over the samples of one epoch."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class TrainedRun:
    """A network after its last epoch, or as early stopping restored it, and what was seen before.

    probabilities: (n_test, outputs) float32; labels: (n_test,) uint8, the classes of the task;
    weights: kernels and biases as `model.get_weights()` gives them; training_cpu_seconds: without
    compiling; gradients and units: where the spec asks for them.
    """

    history: History
    evaluation: Evaluation
    probabilities: np.ndarray
    labels: np.ndarray
    weights: list[np.ndarray]
    training_cpu_seconds: float
    gradients: Gradients | None = None
    units: UnitStates | None = None


# Called after each epoch with its number, from 1, and the metrics of the held-out part.
Report = Callable[[int, EpochMetrics], None]
Train = Callable[[Spec, Dataset, Report], TrainedRun]
# Makes another array of each array of weights that a training begins with.
Nudge = Callable[[np.ndarray], np.ndarray]


def history_of(
    validation_fraction: float, epochs: Sequence[tuple[EpochMetrics, EpochMetrics]]
) -> History:
    """The history of `epochs`, each measured on the training part and on the held-out part."""
    values = [(train.loss, train.accuracy, held.loss, held.accuracy) for train, held in epochs]
    names = history_columns(validation_fraction)
    columns = {name: [row[index] for row in values] for index, name in enumerate(names)}
    return History(list(range(1, len(epochs) + 1)), columns)
