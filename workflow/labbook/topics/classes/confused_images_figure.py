"""Figure kind `confused_images`: test images of the pairs of classes confused most often."""

from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.text.numbers import percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses
from labbook.topics.classes.class_words import shown_run_in_words
from labbook.topics.classes.confused_images import ConfusedImages
from labbook.topics.classes.confused_images_drawing import count_in_words, draw_confused
from labbook.topics.classes.confused_images_rows import ConfusedRow, load_confused_rows

TITLE = "Images taken for another class"
HEADER = ["true_class", "answer", "mean_count", "test_image", "probability_of_answer"]


def illustrate(evaluation: ClassEvaluation, confused: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    rows = load_confused_rows(evaluation, confused)
    if evaluation.shown is None or not rows:
        why = "no image was taken for another class" if evaluation.shown else NO_RUN
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    return Illustration(
        draw_confused(rows),
        _table(rows),
        TITLE,
        _caption(rows, evaluation, evaluation.shown, label),
        _alternative(rows),
    )


def _table(rows: list[ConfusedRow]) -> list[list[str]]:
    """A row for each image; `test_image` is its place among the test images, from 0."""
    return [HEADER] + [
        [row.label, row.answer, repr(row.mean), str(place), repr(float(probability))]
        for row in rows
        for place, probability in zip(row.places, row.probabilities, strict=True)
    ]


def _caption(
    rows: list[ConfusedRow], evaluation: ClassEvaluation, shown: RunClasses, label: str
) -> str:
    runs = len(evaluation.runs)
    count = "how many images that happens to" if runs == 1 else f"the mean count over {runs} runs"
    subject = "A pair of classes" if len(rows) == 1 else "Pairs of classes"
    return (
        f"{subject} confused most often, with {count}, and test images that "
        f"{shown_run_in_words(evaluation, shown, label)} got wrong; below each, the probability "
        "that it gave to the wrong answer, the surest first."
    )


def _alternative(rows: list[ConfusedRow]) -> str:
    parts = ["Small pictures of test images, a row for each pair."]
    for row in rows:
        sure = [percentage_within(float(one), 0) for one in row.probabilities]
        parts.append(
            f"{row.label} taken for {row.answer}: {count_in_words(row)}; "
            f"probability of {row.answer}, image by image: {', '.join(sure)}."
        )
    return " ".join(parts)
