"""What the questions of the assignment are answered with: facts of the results, and their verdicts.

Every comparison that a sentence makes is made here, so that a template only asks for words.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np

from labbook.metrics.confidence import CONFIDENCE
from labbook.metrics.curves import SHORTEST_HISTORY
from labbook.metrics.intervals import accuracy_interval
from labbook.topics.notebook.results_file import (
    Course,
    NotebookResults,
    PartResult,
    SizeResult,
)
from labbook.topics.notebook.turn import Turn, read_turn, stops

MOST_PAIRS = 3
# An answer with so high a probability looks sure.
SURE_FROM = 0.9
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
    """Whether the training images are known better than others, and whether that grows.

    turn, stops: of the longest trainings, and where the network itself stops (turn.py).
    no_worse: the network's own validation loss is lowest after its last epoch.
    gap: training accuracy minus validation accuracy after the last epoch, both evaluated then;
    `gap_words`: `above` or `below`, where that is more than chance leaves open, else `level`.
    """

    turn: Turn
    stops: str | None
    no_worse: bool
    gap: float
    gap_words: str


def read_fit(results: NotebookResults) -> Fit:
    turn = read_turn(results.longest)
    own = results.history["val_loss"]
    return Fit(
        turn=turn,
        stops=stops(results.epochs, turn),
        no_worse=own.index(min(own)) + 1 == results.epochs,
        gap=results.training.accuracy - results.validation.accuracy,
        gap_words=compared(results.training, results.validation),
    )


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
class Sizes:
    """The networks that differ in their hidden layers, by validation accuracy.

    best: that with the highest; half_width: half the width of Wilson's interval for it.
    close: the others whose accuracy is within that of the best, in the order of the notebook.
    smaller: of those, the one with the fewest parameters, where it has fewer than the best.
    """

    tried: int
    best: SizeResult
    half_width: float
    close: tuple[SizeResult, ...]
    smaller: SizeResult | None


def read_sizes(results: NotebookResults) -> Sizes | None:
    """None below two networks."""
    if len(results.sizes) < 2:
        return None
    best = max(results.sizes, key=lambda size: size.val_accuracy)
    low, high = accuracy_interval(best.val_accuracy, results.validation.images)
    half = (high - low) / 2
    close = tuple(
        size
        for size in results.sizes
        if size is not best and best.val_accuracy - size.val_accuracy <= half
    )
    smallest = min(close, key=lambda size: size.parameters, default=best)
    smaller = smallest if smallest.parameters < best.parameters else None
    return Sizes(len(results.sizes), best, half, close, smaller)


@dataclass(frozen=True)
class Stopping:
    """Of the mean course of the longest trainings: the epochs of the lowest validation loss and of
    the highest validation accuracy, and the accuracies after them.
    """

    loss_epoch: int
    loss_epoch_accuracy: float
    best_epoch: int
    best_accuracy: float


def read_stopping(courses: Sequence[Course]) -> Stopping | None:
    """None where one epoch has both, or there are too few epochs."""
    losses, accuracies = (
        np.mean([course[name] for course in courses], axis=0)
        for name in ("val_loss", "val_accuracy")
    )
    lowest, highest = int(losses.argmin()), int(accuracies.argmax())
    if len(losses) < SHORTEST_HISTORY or accuracies[lowest] == accuracies[highest]:
        return None
    return Stopping(lowest + 1, float(accuracies[lowest]), highest + 1, float(accuracies[highest]))


@dataclass(frozen=True)
class Challenges:
    """What was difficult, as far as the numbers show it; a part without a fact is None or zero.

    luck: lowest and highest last validation accuracy of the longest trainings, if they differ.
    in_pairs: errors within the pairs of classes that are named.
    sure: errors whose answer had a probability of SURE_FROM or more, of `wrong`.
    """

    stopping: Stopping | None
    luck: tuple[float, float] | None
    sizes: Sizes | None
    in_pairs: int
    sure: int
    wrong: int
    sure_from: float = SURE_FROM

    @property
    def any(self) -> bool:
        return bool(self.stopping or self.luck or self.sizes or self.in_pairs or self.sure)


def read_challenges(results: NotebookResults, confusion: Confusion) -> Challenges:
    ends = [course["val_accuracy"][-1] for course in results.longest]
    return Challenges(
        stopping=read_stopping(results.longest),
        luck=(min(ends), max(ends)) if min(ends) < max(ends) else None,
        sizes=read_sizes(results),
        in_pairs=sum(pair.images for pair in confusion.pairs),
        sure=sum(probability >= SURE_FROM for probability in results.wrong_probabilities),
        wrong=confusion.wrong,
    )


@dataclass(frozen=True)
class Answers:
    """What a template's answers are written from."""

    results: NotebookResults
    confusion: Confusion
    fit: Fit
    test_against_validation: str
    challenges: Challenges


def answer(results: NotebookResults) -> Answers:
    confusion = read_confusion(results)
    return Answers(
        results,
        confusion,
        read_fit(results),
        compared(results.test, results.validation),
        read_challenges(results, confusion),
    )
