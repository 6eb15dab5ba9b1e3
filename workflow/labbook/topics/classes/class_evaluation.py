"""classes.json and confused_images.npz: the answers of one configuration, class by class.

Of every run the confusion matrix and the scores of each class; over the runs, mean and spread of
the scores and the pairs of classes that are confused. What cannot be averaged, curves and images,
is of one run, the *shown* one.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.artifacts.summary import Statistic
from labbook.artifacts.typed_json import read_typed, write_typed
from labbook.errors import LabbookError

# Of a class against the rest, each between 0 and 1.
SCORE_NAMES = ("precision", "recall", "f1", "auc")


@dataclass(frozen=True)
class RunClasses:
    """One run. `confusion[i][j]`: how many test images of class i were taken for class j.

    `scores` has, for each of SCORE_NAMES, a number for each class, None where it is not defined:
    precision and F1 of a class that was never answered; recall, F1 and AUC of one that no test
    image is of; AUC of one that all are of.
    """

    key: str
    seed: int
    confusion: tuple[tuple[int, ...], ...]
    scores: dict[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class ConfusedPair:
    """Images of class `label` that were taken for class `answer`: how many, by run, and their mean.

    Both are indices into the evaluation's classes.
    """

    label: int
    answer: int
    counts: tuple[int, ...]
    mean: float


@dataclass(frozen=True)
class RocCurve:
    """One class against the rest, in the shown run: from (0, 0) to (1, 1), both rising.

    Of equal steps in a row only the ends are kept, so lines between the points are exact. Empty for
    a class whose AUC is not defined.
    """

    false_positive_rates: tuple[float, ...]
    true_positive_rates: tuple[float, ...]


@dataclass(frozen=True)
class ClassEvaluation:
    """The answers of one configuration of an experiment.

    `chosen_by`: "validation accuracy" (the highest mean of several configurations) or "only one".
    If every run diverged or failed, the configuration is the first one of the plan.
    `classes` are their names, `noun` is what one of them is called, `support` how many test images
    each has. `runs` are those that did not diverge, in the plan's order, the first of them is the
    shown one; it is empty where there is none, and so is all that is made of runs. `scores`: by
    name, a statistic over the runs for each class; `macro`: by name, one over the runs of the mean
    over the classes with test images, which a run does not have if the score of one of them is not
    defined. `pairs` are all that occur in any run, the highest mean first; equals in the order of
    the classes. `roc`: a curve for each class.
    """

    lab: str
    experiment: str
    configuration: str
    chosen_by: str
    classes: tuple[str, ...]
    noun: str
    support: tuple[int, ...]
    runs: tuple[RunClasses, ...]
    scores: dict[str, tuple[Statistic, ...]]
    macro: dict[str, Statistic]
    pairs: tuple[ConfusedPair, ...]
    roc: tuple[RocCurve, ...]

    @property
    def shown(self) -> RunClasses | None:
        """The run that curves and images are of."""
        return next(iter(self.runs), None)


def write_class_evaluation(path: Path, evaluation: ClassEvaluation) -> None:
    write_typed(path, evaluation)


def read_class_evaluation(path: Path) -> ClassEvaluation:
    """Read classes.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, ClassEvaluation)


@dataclass(frozen=True)
class ConfusedImages:
    """Some images of each pair that the shown run confuses, pair by pair, the surest answer first.

    images: uint8 (n, height, width), or (n, height, width, 3) in color; labels, answers: uint8
    (n,), indices of classes; probabilities: float32 (n,), what the run gave to its answer; rows:
    int64 (n,), places among the test images.
    """

    images: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    probabilities: np.ndarray
    rows: np.ndarray


def write_confused_images(path: Path, confused: ConfusedImages) -> None:
    write_arrays(path, vars(confused))


def read_confused_images(path: Path) -> ConfusedImages:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        return ConfusedImages(**read_arrays(path))
    except (EOFError, TypeError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of confused images ({error!r}); delete it and build again."
        ) from None
