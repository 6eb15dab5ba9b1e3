"""notebook.json: what the executed notebook of a lab has measured, and with which settings."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.history import History
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class PartResult:
    """The trained network on one part of the data: how many images, its loss and accuracy."""

    images: int
    loss: float
    accuracy: float


@dataclass(frozen=True)
class NotebookResults:
    """`settings` and `seed`: of the network, as a spec has them.

    steps_per_epoch: updates of the weights an epoch; seconds: wall time of the whole training.
    history: Keras's own, by its names, a value an epoch: `loss`, `accuracy` (training images, each
    epoch's mean while the weights move), `val_loss`, `val_accuracy`.
    training, validation, test: evaluated after the last epoch.
    confusion_matrix[i][j]: test images of class i that were answered with j.
    aucs: for each class, area under its ROC curve against all others.
    """

    experiment: str
    settings: dict[str, Any]
    seed: int
    epochs: int
    steps_per_epoch: int
    seconds: float
    history: dict[str, list[float]]
    training: PartResult
    validation: PartResult
    test: PartResult
    confusion_matrix: list[list[int]]
    aucs: list[float]

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    @property
    def as_history(self) -> History:
        """The course of training as a run's history has it."""
        columns = {
            f"{'' if name.startswith('val_') else 'train_'}{name}": values
            for name, values in self.history.items()
        }
        return History(list(range(1, self.epochs + 1)), columns)


HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")


def write_notebook_results(path: Path, results: NotebookResults) -> None:
    write_json(path, asdict(results))


def read_notebook_results(path: Path) -> NotebookResults:
    """Read notebook.json; raises LabbookError naming the file if it is not whole."""
    try:
        return notebook_results(read_json(path))
    except (KeyError, TypeError, ValueError) as error:
        raise LabbookError(
            f"{path} is not what a notebook has measured ({error!r}); delete it and build again."
        ) from None


def notebook_results(value: Mapping[str, Any]) -> NotebookResults:
    """From plain values; raises KeyError, TypeError or ValueError if they are not all there, do
    not fit together or are not finite.
    """
    epochs = int(value["epochs"])
    history = {name: list(map(_finite, value["history"][name])) for name in HISTORY}
    if any(len(values) != epochs for values in history.values()):
        raise ValueError(f"the history is not of {epochs} epochs")
    parts = {name: _part(value[name]) for name in ("training", "validation", "test")}
    matrix = [list(map(int, row)) for row in value["confusion_matrix"]]
    aucs = list(map(_finite, value["aucs"]))
    if any(len(row) != len(matrix) for row in matrix) or len(aucs) != len(matrix):
        raise ValueError("confusion matrix and AUCs are not of the same classes")
    if sum(map(sum, matrix)) != parts["test"].images:
        raise ValueError("the confusion matrix is not of the test images")
    return NotebookResults(
        experiment=str(value["experiment"]),
        settings=dict(value["settings"]),
        seed=int(value["seed"]),
        epochs=epochs,
        steps_per_epoch=int(value["steps_per_epoch"]),
        seconds=_finite(value["seconds"]),
        history=history,
        **parts,
        confusion_matrix=matrix,
        aucs=aucs,
    )


def _part(value: Mapping[str, Any]) -> PartResult:
    return PartResult(int(value["images"]), _finite(value["loss"]), _finite(value["accuracy"]))


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no result")
    return number
