"""Figure kind `own_digit_probabilities`: which digit each network takes one's own for."""

from collections.abc import Mapping
from operator import itemgetter

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from labbook.figures import palette
from labbook.figures.illustration import Illustration, nothing_drawn
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
from labbook.topics.own_digit.own_digit_files import NetworkAnswers, OwnDigit

TITLE = "What the networks take the digit for"
HEADER = ["experiment", "configuration", "network", "answer", "mean_probability", "runs"]
# More do not fit on a page; all of them are in the table.
MOST_ROWS = 36
_LABEL_MM = 66.0
_HEAD_MM = 5.0
_ROW_MM = 5.2
_CELL_MM = 4.6
# Dark digits are to be read on it.
_DARKEST = 0.5
NOTHING = "·"
_MARGIN_MM = 0.6

Labels = Mapping[tuple[str, str], str]


def illustrate(answers: OwnDigit, labels: Labels) -> Illustration:
    """The finished figure; `labels` by experiment and configuration. Call it in `drawing_style`."""
    drawn = [network for network in answers.networks if network.means and network.positive is None]
    if not drawn:
        why = "no network tells all digits apart and has an answer"
        return nothing_drawn(TITLE, TITLE, why, [], HEADER, in_report=False)
    shown = drawn[:MOST_ROWS]
    names = list(shown[0].means)
    words = [wrap(_label(network, labels), _LABEL_MM - 3, FONT_SIZE) for network in shown]
    heights = [max(_ROW_MM, 3.4 * len(lines) + 0.8) for lines in words]
    total = _HEAD_MM + sum(heights) + 2 * _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, total)
    ax = page_axes(figure, TEXT_WIDTH_MM, total)
    step = (TEXT_WIDTH_MM - _LABEL_MM) / len(names)
    written = None if answers.digit is None else str(answers.digit)
    for place, name in enumerate(names):
        ax.text(
            _LABEL_MM + (place + 0.5) * step,
            _MARGIN_MM + _HEAD_MM / 2,
            name,
            ha="center",
            va="center_baseline",
            fontweight=SEMIBOLD if name == written else 400,
            fontsize=FONT_SIZE if name == written else SMALL_FONT_SIZE,
        )
    top = _MARGIN_MM + _HEAD_MM
    for network, lines, height in zip(shown, words, heights, strict=True):
        middle = top + height / 2
        for number, line in enumerate(lines):
            ax.text(0, middle + (number - (len(lines) - 1) / 2) * 3.4, line, va="center_baseline")
        _cells(ax, network.means, middle, step, written)
        top += height
    table = [
        [
            *(network.experiment, network.configuration, _label(network, labels)),
            *(name, repr(probability), str(len(network.runs))),
        ]
        for network in drawn
        for name, probability in network.means.items()
    ]
    caption, alternative = _caption(answers, drawn), _alternative(shown, labels)
    return Illustration(figure, [HEADER, *table], TITLE, caption, alternative)


def _label(network: NetworkAnswers, labels: Labels) -> str:
    return labels[network.experiment, network.configuration]


def _cells(
    ax: Axes, means: Mapping[str, float], middle: float, step: float, written: str | None
) -> None:
    """Percent for each digit, the darker the more; `step`: from one to the next."""
    for column, (name, probability) in enumerate(means.items()):
        left = _LABEL_MM + column * step
        color = palette.TRAINING if written is None or name == written else palette.HELD_OUT
        corner = (left + 0.2, middle - _CELL_MM / 2)
        cell = Rectangle(corner, step - 0.4, _CELL_MM, facecolor=color, linewidth=0)
        cell.set_alpha(_DARKEST * probability)
        ax.add_patch(cell)
        percent = f"{100 * probability:.0f}"
        ax.text(
            left + step / 2,
            middle,
            NOTHING if percent == "0" else percent,
            ha="center",
            va="center_baseline",
            fontsize=SMALL_FONT_SIZE,
        )


def _caption(answers: OwnDigit, drawn: list[NetworkAnswers]) -> str:
    is_mean = any(len(network.runs) > 1 for network in drawn)
    mean = ", the mean over the runs of the network" if is_mean else ""
    rows = "A row for each network that tells all digits apart"
    if len(drawn) > MOST_ROWS:
        rows = f"A row for each of the first {MOST_ROWS} networks that tell all digits apart"
    colors = (
        ""
        if answers.digit is None
        else f"; {palette.TRAINING_WORD} is the digit that was written, {answers.digit}, "
        f"{palette.HELD_OUT_WORD} any other"
    )
    return (
        f"{rows}: how probable it holds each digit to be, in percent{mean}; a dot is less than "
        f"half a percent{colors}."
    )


def _alternative(shown: list[NetworkAnswers], labels: Labels) -> str:
    parts = ["Numbers, a row for each network and a column for each digit."]
    for network in shown:
        best, probability = max(network.means.items(), key=itemgetter(1))
        likely = percentage_within(probability)
        parts.append(f"{_label(network, labels)}: highest for {best}, {likely}.")
    return " ".join(parts)
