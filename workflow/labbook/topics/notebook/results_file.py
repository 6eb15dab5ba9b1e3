"""notebook.json: what the executed notebook of a lab has measured, and with which settings."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.history import History
from labbook.artifacts.typed_json import FiniteFloat, read_typed, write_typed

HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class PartResult:
    """The trained network on one part of the data: how many images, its loss and accuracy."""

    images: int
    loss: FiniteFloat
    accuracy: FiniteFloat


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
    settings: RunSettings
    seed: int
    epochs: int
    steps_per_epoch: int
    seconds: FiniteFloat
    history: dict[str, list[FiniteFloat]]
    training: PartResult
    validation: PartResult
    test: PartResult
    confusion_matrix: list[list[int]]
    aucs: list[FiniteFloat]

    def __post_init__(self) -> None:
        """Raise ValueError if the parts do not fit together."""
        lengths = {name: len(values) for name, values in self.history.items()}
        if lengths != dict.fromkeys(HISTORY, self.epochs):
            raise ValueError(f"the history is not of {self.epochs} epochs")
        n_classes = len(self.confusion_matrix)
        if {n_classes} != {len(self.aucs), *map(len, self.confusion_matrix)}:
            raise ValueError("confusion matrix and AUCs are not of the same classes")
        if sum(map(sum, self.confusion_matrix)) != self.test.images:
            raise ValueError("the confusion matrix is not of the test images")

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


def write_notebook_results(path: Path, results: NotebookResults) -> None:
    write_typed(path, results)


def read_notebook_results(path: Path) -> NotebookResults:
    """Read notebook.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, NotebookResults)
