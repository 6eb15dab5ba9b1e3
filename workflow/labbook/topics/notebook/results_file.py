"""notebook.json: what the executed notebook of a lab has measured, and with which settings."""

from dataclasses import dataclass, field
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


# A course of training: Keras's own, by its names, a value an epoch.
Course = dict[str, list[FiniteFloat]]


@dataclass(frozen=True)
class SizeResult:
    """A network of other hidden layers after as many epochs: accuracies of its last one.

    seconds: wall time of an epoch, the median.
    """

    hidden_sizes: list[int]
    parameters: int
    seconds: FiniteFloat
    accuracy: FiniteFloat
    val_accuracy: FiniteFloat

    @property
    def label(self) -> str:
        """`512 + 512`, as the report has it."""
        return " + ".join(map(str, self.hidden_sizes))


@dataclass(frozen=True)
class NotebookResults:
    """`settings` and `seed`: of the network, as a spec has them.

    steps_per_epoch: updates of the weights an epoch; seconds: wall time of each epoch.
    history: `loss`, `accuracy` (training images, each epoch's mean while the weights move),
    `val_loss`, `val_accuracy`.
    training, validation, test: evaluated after the last epoch.
    longer: histories of the same network, trained for as many epochs or more, a seed each.
    sizes: networks with other hidden layers, and this one.
    wrong_probabilities: of the test images that were answered wrongly, that of the answer.
    confusion_matrix[i][j]: test images of class i that were answered with j.
    aucs: for each class, area under its ROC curve against all others.
    """

    experiment: str
    settings: RunSettings
    seed: int
    epochs: int
    steps_per_epoch: int
    seconds: list[FiniteFloat]
    history: Course
    training: PartResult
    validation: PartResult
    test: PartResult
    confusion_matrix: list[list[int]]
    aucs: list[FiniteFloat]
    longer: list[Course] = field(default_factory=list)
    sizes: list[SizeResult] = field(default_factory=list)
    wrong_probabilities: list[FiniteFloat] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Raise ValueError if the parts do not fit together."""
        if {len(self.seconds), *_lengths(self.history)} != {self.epochs}:
            raise ValueError(f"the history is not of {self.epochs} epochs")
        longer = {length for course in self.longer for length in _lengths(course)}
        if longer and (len(longer) > 1 or min(longer) < self.epochs):
            raise ValueError(f"the longer histories are not of {self.epochs} epochs or more")
        n_classes = len(self.confusion_matrix)
        if {n_classes} != {len(self.aucs), *map(len, self.confusion_matrix)}:
            raise ValueError("confusion matrix and AUCs are not of the same classes")
        if sum(map(sum, self.confusion_matrix)) != self.test.images:
            raise ValueError("the confusion matrix is not of the test images")

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    @property
    def longest(self) -> list[Course]:
        return self.longer or [self.history]


def _lengths(course: Course) -> set[int]:
    """Of its four columns, each alike in a whole course; one that is missing has none."""
    lengths = {len(course.get(name, [])) for name in HISTORY}
    return lengths if len(lengths) == 1 else {0}


def as_history(course: Course) -> History:
    """As a run's history has it."""
    columns = {
        f"{'' if name.startswith('val_') else 'train_'}{name}": course[name] for name in HISTORY
    }
    return History(list(range(1, len(course["loss"]) + 1)), columns)


def write_notebook_results(path: Path, results: NotebookResults) -> None:
    write_typed(path, results)


def read_notebook_results(path: Path) -> NotebookResults:
    """Read notebook.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, NotebookResults)
