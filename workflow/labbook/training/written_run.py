"""A last look at what a training job has written, before its directory gets its name."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from labbook.artifacts.evaluation import Evaluation, read_evaluation
from labbook.artifacts.gradients import FILE_NAME as GRADIENTS
from labbook.artifacts.gradients import read_gradients
from labbook.artifacts.history import History, history_columns, read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.spec import Spec
from labbook.artifacts.unit_states import FILE_NAME as UNITS
from labbook.artifacts.unit_states import read_unit_states
from labbook.artifacts.watched_layers import watched_layers
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.training.patience import Patience
from labbook.training.trained_run import EpochMetrics


def check_written(directory: Path, spec: Spec) -> None:
    """Read the files back and raise LabbookError unless they are all that `spec` asks for.

    A run that is declared diverged may hold fewer epochs, and numbers that are not finite.
    """
    history = read_history(directory / "history.csv")
    evaluation = read_evaluation(directory / "evaluation.json")
    predictions = read_predictions(directory / "predictions.npz")
    weights = read_weights(directory / "weights.npz")
    n_test, outputs = evaluation.n_test, spec.output.units
    numbers = [np.array(list(history.columns.values())), predictions.probabilities]
    columns = history_columns(spec.validation_fraction)
    ends, restored = _ending(spec, history)
    faults = {
        "spec.json is not what was asked for": read_json(directory / "spec.json") != spec.to_dict(),
        f"history.csv has not the columns {', '.join(columns)}": tuple(history.columns) != columns,
        "history.csv has not one row an epoch": history.epochs
        != list(range(1, len(history.epochs) + 1))
        or not (0 < len(history.epochs) <= spec.epochs),
        "history.csv ends early": len(history.epochs) < ends and not evaluation.diverged,
        "history.csv does not end where the training should": len(history.epochs) > ends,
        f"the weights should be those of epoch {restored or ends}": not evaluation.diverged
        and evaluation.restored_epoch != restored,
        f"predictions.npz is not of shape {(n_test, outputs)}": predictions.probabilities.shape
        != (n_test, outputs)
        or predictions.labels.shape != (n_test,),
        "weights.npz has not as many numbers as the network": sum(map(np.size, weights))
        != evaluation.parameters,
        "a number is not finite, and the run is not declared diverged": not evaluation.diverged
        and not all(np.isfinite(array).all() for array in [*numbers, *weights]),
    }
    found = [fault for fault, is_so in faults.items() if is_so]
    found += _faults_of_gradients(directory / GRADIENTS, spec, evaluation, len(history.epochs))
    found += _faults_of_units(directory / UNITS, spec, len(history.epochs))
    if found:
        raise LabbookError(f"The training has left a run that is not whole: {'; '.join(found)}.")


def _ending(spec: Spec, history: History) -> tuple[int, int | None]:
    """After which epoch a training with this history ends, and whose weights are restored."""
    if not spec.early_stopping:
        return spec.epochs, None
    patience = Patience(spec.early_stopping)
    ends = spec.epochs
    for epoch, *held_out in zip(
        history.epochs, history.held_out("loss"), history.held_out("accuracy"), strict=True
    ):
        patience.improves(EpochMetrics(*held_out))
        if patience.is_over:
            ends = epoch
            break
    return ends, patience.best_epoch if patience.restores_best else None


def _faults_of_gradients(
    path: Path, spec: Spec, evaluation: Evaluation, epochs: int
) -> Iterator[str]:
    """What is wrong with the record of gradients: broken, missing, or not asked for."""
    if not spec.record_gradients:
        if path.exists():
            yield f"{GRADIENTS} is there, and was not asked for"
        return
    gradients = read_gradients(path)
    layers = (
        sum(len(block.filters) for block in spec.blocks) + len(spec.hidden) + 1  # the output
    )
    windows = len(gradients.steps)
    if any(array.shape != (windows, layers) for array in gradients.by_layer.values()):
        yield f"{GRADIENTS} has not one column for each of {layers} layers"
    last = epochs * evaluation.steps_per_epoch
    if not windows or gradients.steps[-1] != last or not np.all(np.diff(gradients.steps) > 0):
        yield f"{GRADIENTS} does not end at the last step, {last}"
    if not evaluation.diverged and not all(
        np.isfinite(array).all() for array in gradients.by_layer.values()
    ):
        yield f"{GRADIENTS} has a number that is not finite, and the run is not declared diverged"


def _faults_of_units(path: Path, spec: Spec, epochs: int) -> Iterator[str]:
    """What is wrong with the record of units: broken, missing, or not asked for."""
    if not spec.record_units:
        if path.exists():
            yield f"{UNITS} is there, and was not asked for"
        return
    states = read_unit_states(path)
    shape = (1 + epochs, len(watched_layers(spec)))
    if not states.stuck.shape == states.variation.shape == shape:
        yield f"{UNITS} is not of shape {shape}"
