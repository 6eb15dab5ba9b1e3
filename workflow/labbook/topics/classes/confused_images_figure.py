"""Figure kind `confused_images`: test images of the pairs of classes confused most often."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from labbook.figures import palette
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    new_figure,
    page_axes,
    wrap,
)
from labbook.text.numbers import percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, ConfusedImages, RunClasses
from labbook.topics.classes.class_words import shown_run_in_words

# More do not fit on a page, or beside one another.
MOST_ROWS = 6
MOST_IMAGES = 8
_IMAGE_MM = 11.6
_GAP_MM = 4.4
_WORDS_MM = TEXT_WIDTH_MM - MOST_IMAGES * (_IMAGE_MM + _GAP_MM)
_BELOW_MM = 3.4  # the line of probabilities
_BETWEEN_MM = 1.8
_LINE_MM = 3.5
_MARGIN_MM = 0.4
TITLE = "Images taken for another class"
HEADER = ["true_class", "answer", "mean_count", "test_image", "probability_of_answer"]


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
    rows = []
    for pair in evaluation.pairs:
        of_pair = (confused.labels == pair.label) & (confused.answers == pair.answer)
        shown = np.flatnonzero(of_pair)[:MOST_IMAGES]
        if len(shown):
            names = (evaluation.classes[pair.label], evaluation.classes[pair.answer])
            arrays = (confused.images, confused.probabilities, confused.rows)
            of_shown = (array[shown] for array in arrays)
            rows.append(ConfusedRow(*names, pair.mean, len(pair.counts), *of_shown))
    return rows[:MOST_ROWS]


def draw_confused(rows: list[ConfusedRow]) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    words = [_words(row) for row in rows]
    heights = [max(_IMAGE_MM + _BELOW_MM, len(lines) * _LINE_MM) for lines in words]
    total = sum(heights) + _BETWEEN_MM * (len(rows) - 1) + 2 * _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, total)
    ax = page_axes(figure, TEXT_WIDTH_MM, total)
    top = _MARGIN_MM
    for row, lines, height in zip(rows, words, heights, strict=True):
        _label(ax, lines, top)
        for place, image in enumerate(row.images):
            left = _WORDS_MM + place * (_IMAGE_MM + _GAP_MM)
            _image(ax, image, left, top)
            ax.text(
                left + _IMAGE_MM / 2,
                top + _IMAGE_MM + 2.8,
                percentage_within(float(row.probabilities[place]), 0),
                ha="center",
                va="baseline",
                fontsize=SMALL_FONT_SIZE,
            )
        top += height + _BETWEEN_MM
    # The images have set limits of their own.
    ax.set_xlim(0, TEXT_WIDTH_MM)
    ax.set_ylim(total, 0)
    return figure


def count_in_words(row: ConfusedRow) -> str:
    """How often the pair is confused: `12 images` of the only run, or a mean, `1.3 per run`."""
    if row.n_runs == 1:
        return f"{row.mean:,.0f} image{'' if row.mean == 1 else 's'}"
    return f"{row.mean:,.{0 if row.mean.is_integer() else 1}f} per run"


def _words(row: ConfusedRow) -> list[tuple[str, int]]:
    """Lines beside a row, each with its weight."""
    width = _WORDS_MM - 2.0
    title = wrap(f"{row.label} taken for {row.answer}", width, FONT_SIZE, SEMIBOLD)
    count = wrap(count_in_words(row), width, FONT_SIZE)
    return [*((line, SEMIBOLD) for line in title), *((line, 400) for line in count)]


def _label(ax: Axes, lines: list[tuple[str, int]], top: float) -> None:
    middle = top + max(_IMAGE_MM, len(lines) * _LINE_MM) / 2
    first = middle - (len(lines) - 1) * _LINE_MM / 2
    for number, (line, weight) in enumerate(lines):
        ax.text(0, first + number * _LINE_MM, line, va="center_baseline", fontweight=weight)


def _image(ax: Axes, image: np.ndarray, left: float, top: float) -> None:
    """Every pixel as it is: gray as ink, dark on white paper, color as light."""
    ax.imshow(
        image,
        cmap=palette.INK_ON_PAPER,  # which color has no use for
        vmin=0,
        vmax=255,
        interpolation="none",
        extent=(left, left + _IMAGE_MM, top + _IMAGE_MM, top),
        aspect="auto",
        clip_on=False,
    )
    right, bottom = left + _IMAGE_MM, top + _IMAGE_MM
    frame = ([left, right, right, left, left], [top, top, bottom, bottom, top])
    ax.plot(*frame, color=palette.GRID, linewidth=0.6, solid_joinstyle="miter", zorder=3)


def illustrate(evaluation: ClassEvaluation, confused: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    rows = load_confused_rows(evaluation, confused)
    if evaluation.shown is None or not rows:
        why = "no image was taken for another class" if evaluation.shown else NO_RUN
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    return Illustration(
        draw_confused(rows),
        # A row for each image; `test_image` is its place among the test images, from 0.
        [HEADER]
        + [
            [row.label, row.answer, repr(row.mean), str(place), repr(float(probability))]
            for row in rows
            for place, probability in zip(row.places, row.probabilities, strict=True)
        ],
        TITLE,
        _caption(rows, evaluation, evaluation.shown, label),
        _alternative(rows),
    )


def _caption(
    rows: list[ConfusedRow], evaluation: ClassEvaluation, shown: RunClasses, label: str
) -> str:
    runs = len(evaluation.runs)
    count = "how many images that happens to" if runs == 1 else f"the mean count over {runs} runs"
    subject = "A pair of classes" if len(rows) == 1 else "Pairs of classes"
    return (
        f"{subject} confused most often, with {count}, and test images that "
        f"{shown_run_in_words(evaluation, shown, label)} got wrong; below each, the probability "
        f"that it gave to the wrong answer, the surest first.{_without_images(rows, evaluation)}"
    )


def _without_images(rows: list[ConfusedRow], evaluation: ClassEvaluation) -> str:
    """A sentence where other runs have one of the commonest pairs and the shown run has not."""
    commonest = min(MOST_ROWS, len(evaluation.pairs))
    return " Pairs that it does not confuse are left out." if len(rows) < commonest else ""


def _alternative(rows: list[ConfusedRow]) -> str:
    parts = ["Small pictures of test images, a row for each pair."]
    for row in rows:
        sure = [percentage_within(float(probability), 0) for probability in row.probabilities]
        parts.append(
            f"{row.label} taken for {row.answer}: {count_in_words(row)}; "
            f"probability of {row.answer}, image by image: {', '.join(sure)}."
        )
    return " ".join(parts)
