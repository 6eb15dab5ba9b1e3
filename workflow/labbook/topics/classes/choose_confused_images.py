"""Which test images stand for the pairs of classes that are most often confused."""

from collections.abc import Sequence

import numpy as np

from labbook.artifacts.predictions import Predictions
from labbook.metrics.classification import predicted_classes
from labbook.topics.classes.class_evaluation import ConfusedPair
from labbook.topics.classes.confused_images import ConfusedImages

MOST_PAIRS = 6
MOST_IMAGES = 8


def find_confused_images(
    pairs: Sequence[ConfusedPair], shown: Predictions | None, images: np.ndarray
) -> ConfusedImages:
    """Up to MOST_IMAGES of each of the first MOST_PAIRS, as the shown run confuses them.

    `images` uint8 (n_test, height, width), or with three channels behind; none without a shown run.
    Of a pair, those come first whose wrong answer got the highest probability; equals in the order
    of the test images.
    """
    rows = np.array([], dtype=np.int64)
    if shown is None:
        nothing = np.array([], dtype=np.uint8)
        return ConfusedImages(images[rows], nothing, nothing, np.array([], dtype=np.float32), rows)
    answers = predicted_classes(shown.probabilities)
    for pair in pairs[:MOST_PAIRS]:
        found = np.flatnonzero((shown.labels == pair.label) & (answers == pair.answer))
        surest = np.argsort(-shown.probabilities[found, pair.answer], kind="stable")
        rows = np.concatenate([rows, found[surest[:MOST_IMAGES]]])
    return ConfusedImages(
        images=images[rows],
        labels=shown.labels[rows].astype(np.uint8),
        answers=answers[rows],
        probabilities=shown.probabilities[rows, answers[rows]].astype(np.float32),
        rows=rows.astype(np.int64),
    )
