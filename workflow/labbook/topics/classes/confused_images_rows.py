"""What a figure of confused images shows: a row for each pair of classes."""

from dataclasses import dataclass

import numpy as np

from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedPair
from labbook.topics.classes.confused_images import ConfusedImages

# More do not fit on a page, or beside one another.
MOST_ROWS = 6
MOST_IMAGES = 8


@dataclass(frozen=True)
class ConfusedRow:
    """The pair, by names, its mean count over `n_runs`, and some images of the shown run.

    images: uint8 (n, height, width), 0 is paper, or (n, height, width, 3) in color; probabilities:
    float32 (n,), of the wrong answer; places: int64 (n,), rows of the test set.
    """

    label: str
    answer: str
    mean: float
    n_runs: int
    images: np.ndarray
    probabilities: np.ndarray
    places: np.ndarray


def load_confused_rows(evaluation: ClassEvaluation, confused: ConfusedImages) -> list[ConfusedRow]:
    """The first pairs of those with images, in the order of the evaluation."""
    rows = (_row(evaluation.classes, pair, confused) for pair in evaluation.pairs)
    return [row for row in rows if len(row.images)][:MOST_ROWS]


def _row(classes: tuple[str, ...], pair: ConfusedPair, confused: ConfusedImages) -> ConfusedRow:
    of_pair = (confused.labels == pair.label) & (confused.answers == pair.answer)
    shown = np.flatnonzero(of_pair)[:MOST_IMAGES]
    return ConfusedRow(
        classes[pair.label],
        classes[pair.answer],
        pair.mean,
        len(pair.counts),
        confused.images[shown],
        confused.probabilities[shown],
        confused.rows[shown],
    )
