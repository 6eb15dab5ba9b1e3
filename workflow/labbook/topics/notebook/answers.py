"""What the questions of the assignment are answered with: facts of the results, and their verdicts.

Every comparison that a sentence makes is made here, so that a template only asks for words.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

from labbook.metrics.confidence import CONFIDENCE
from labbook.metrics.curves import SHORTEST_HISTORY, Curves, measure_curves
from labbook.metrics.overfitting import overfits_in_one
from labbook.topics.notebook.results_file import NotebookResults, PartResult

MOST_PAIRS = 3
# Of recall, precision and AUC, as a fraction of one.
SHOWN_DECIMALS = 4
# Of a normal distribution: beyond so many standard errors, a difference is more than chance.
CLEAR_FROM = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class Pair:
    """Two classes taken for each other: `forth` images of `first` were called `second`."""

    first: int
    second: int
    forth: int
    back: int

    @property
    def images(self) -> int:
        return self.forth + self.back


@dataclass(frozen=True)
class Extreme:
    """The classes that share the lowest or highest value of something, and the value."""

    classes: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Confusion:
    """right, images: test images answered rightly, and all.

    pairs: those most often taken for each other, the most frequent first; fewer than MOST_PAIRS
    where the next has as many images as the last would have.
    most_missed, best_known: by recall; least_trusted: by precision, of the classes that were
    answered at all; never_answered: the others.
    lowest_auc, highest_auc: of the ROC curves.
    """

    right: int
    images: int
    pairs: tuple[Pair, ...]
    most_missed: Extreme
    best_known: Extreme
    least_trusted: Extreme
    never_answered: tuple[int, ...]
    lowest_auc: Extreme
    highest_auc: Extreme

    @property
    def wrong(self) -> int:
        return self.images - self.right


def read_confusion(results: NotebookResults) -> Confusion:
    matrix = results.confusion_matrix
    images = list(map(sum, matrix))
    answered = [sum(column) for column in zip(*matrix, strict=True)]
    right = [row[place] for place, row in enumerate(matrix)]
    recall = {place: right[place] / count for place, count in enumerate(images) if count}
    precision = {place: right[place] / count for place, count in enumerate(answered) if count}
    aucs = dict(enumerate(results.aucs))
    return Confusion(
        right=sum(right),
        images=sum(images),
        pairs=_most_confused(matrix),
        most_missed=_extreme(recall, min),
        best_known=_extreme(recall, max),
        least_trusted=_extreme(precision, min),
        never_answered=tuple(place for place, count in enumerate(answered) if not count),
        lowest_auc=_extreme(aucs, min),
        highest_auc=_extreme(aucs, max),
    )


def _most_confused(matrix: Sequence[Sequence[int]]) -> tuple[Pair, ...]:
    pairs = [
        Pair(first, second, matrix[first][second], matrix[second][first])
        for first, second in combinations(range(len(matrix)), 2)
    ]
    ranked = sorted(pairs, key=lambda pair: -pair.images)
    # Where several share the last place, none of them is among the most frequent.
    next_images = ranked[MOST_PAIRS].images if ranked[MOST_PAIRS:] else 0
    return tuple(pair for pair in ranked[:MOST_PAIRS] if pair.images > next_images)


def _extreme(values: dict[int, float], choose: Callable[[Iterable[float]], float]) -> Extreme:
    """Of values as they are shown, so that none looks as high or low as those that are named."""
    shown = {place: round(value, SHOWN_DECIMALS) for place, value in values.items()}
    extreme = choose(shown.values())
    return Extreme(tuple(place for place, value in shown.items() if value == extreme), extreme)


@dataclass(frozen=True)
class Fit:
    """Whether the training images are known better than others, and whether that grew.

    verdict: `clear` or `not shown`, on the course of the losses, by the rule for one run
    (metrics/overfitting.py); None where one epoch tells no course.
    lowest_epoch: the first epoch of the lowest validation loss; `at_the_end`: it is the last one.
    discounted: why it is not shown where the lowest loss was not the last: `few epochs`, `no fall`
    of the training loss meanwhile, or, as one run tells no more, `small`; else None.
    rise: of the validation loss, from there to the end, relative to it (None without a course).
    gap: training accuracy minus validation accuracy after the last epoch, both evaluated then;
    `gap_words`: `above` or `below`, where that is more than chance leaves open, else `level`.
    loss_gap: validation loss minus training loss.
    """

    verdict: str | None
    lowest_epoch: int
    lowest_loss: float
    last_loss: float
    at_the_end: bool
    discounted: str | None
    rise: float | None
    gap: float
    gap_words: str
    loss_gap: float


def read_fit(results: NotebookResults) -> Fit:
    curves = measure_curves(results.as_history)
    at_the_end = curves.lowest_held_out_loss_epoch == results.epochs
    shown = overfits_in_one(results.as_history)
    verdict = "clear" if shown else "not shown"
    return Fit(
        verdict=verdict if results.epochs > 1 else None,
        lowest_epoch=int(curves.lowest_held_out_loss_epoch),
        lowest_loss=curves.lowest_held_out_loss,
        last_loss=curves.held_out_loss,
        at_the_end=at_the_end,
        discounted=None if shown or at_the_end else _why_not_shown(curves, results.epochs),
        rise=curves.held_out_loss_rise,
        gap=results.training.accuracy - results.validation.accuracy,
        gap_words=compared(results.training, results.validation),
        loss_gap=results.validation.loss - results.training.loss,
    )


def _why_not_shown(curves: Curves, epochs: int) -> str:
    if epochs < SHORTEST_HISTORY:
        return "few epochs"
    return "small" if curves.train_loss_fall > 0 else "no fall"


def compared(first: PartResult, second: PartResult) -> str:
    """`above`, `below` or `level`: the first accuracy against the second, of different images.

    Level where the difference is within CLEAR_FROM standard errors of a difference of two
    proportions, each p (1 - p) / n (Agresti, Categorical Data Analysis, section 3.1).
    """
    parts = (first, second)
    error = math.sqrt(sum(part.accuracy * (1 - part.accuracy) / part.images for part in parts))
    difference = first.accuracy - second.accuracy
    if abs(difference) <= CLEAR_FROM * error:
        return "level"
    return "above" if difference > 0 else "below"


@dataclass(frozen=True)
class Answers:
    """What a template's answers are written from."""

    results: NotebookResults
    confusion: Confusion
    fit: Fit
    test_against_validation: str


def answer(results: NotebookResults) -> Answers:
    return Answers(
        results,
        read_confusion(results),
        read_fit(results),
        compared(results.test, results.validation),
    )
