"""Figure kind `confusion_matrix`: which classes the shown run takes for which."""

import numpy as np

from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.text.numbers import percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses
from labbook.topics.classes.class_words import all_runs_in_words, shown_run_in_words
from labbook.topics.classes.confused_images import ConfusedImages
from labbook.topics.classes.confusion_matrix_drawing import (
    ConfusionData,
    draw_confusion,
    load_confusion,
)

TITLE = "Confusion matrix"
HEADER = ["true_class", "answer", "images", "share_of_true_class"]


def illustrate(evaluation: ClassEvaluation, _: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    data = load_confusion(evaluation)
    if data is None or evaluation.shown is None:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    table = [
        [
            data.classes[row],
            data.classes[column],
            str(count),
            # No share where the true class has no images.
            repr(float(data.shares[row, column])) if data.counts[row].any() else "",
        ]
        for (row, column), count in np.ndenumerate(data.counts)
    ]
    caption = _caption(data, evaluation, evaluation.shown, label)
    return Illustration(draw_confusion(data), [HEADER, *table], TITLE, caption, _alternative(data))


def _caption(
    data: ConfusionData, evaluation: ClassEvaluation, shown: RunClasses, label: str
) -> str:
    word = data.noun
    parts = [
        f"Confusion matrix of {shown_run_in_words(evaluation, shown, label)}: of the test images "
        f"of each {word} (row), how many got which answer (column), and what share of the row "
        "that is. Right answers are framed."
    ]
    if len(data.error_shares):
        parts.append("Errors are shaded on a scale of their own; a dot is none.")
    else:
        parts.append("There is no error.")
    return " ".join(filter(None, [*parts, all_runs_in_words(evaluation)]))


def _alternative(data: ConfusionData) -> str:
    """Of every class how many are right, and what the others were taken for."""
    parts = [f"Table of {len(data.classes)} rows and columns."]
    for row, name in enumerate(data.classes):
        counts = data.counts[row]
        taken = [
            f"{counts[column]:,} taken for {data.classes[column]}"
            for column in np.argsort(-counts, kind="stable")
            if counts[column] and column != row
        ]
        share = percentage_within(float(data.shares[row, row]))
        right = f"{counts[row]:,} of {counts.sum():,} right" + (
            f" ({share})" if counts.sum() else ""
        )
        parts.append(f"{name}: {', '.join([right, *taken])}.")
    return " ".join(parts)
