"""What every figure kind hands over to be written, even where there is nothing to draw."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from labbook.figures.style import TEXT_WIDTH_MM, new_figure


@dataclass(frozen=True)
class Illustration:
    """A drawn figure, the data it shows as rows of text, and its words.

    `table` begins with the column names. `caption` stands below the figure, `alternative` takes
    its place for those who cannot see it. `in_report`: whether a report has a place for it.
    """

    figure: Figure
    table: list[list[str]]
    title: str
    caption: str
    alternative: str
    in_report: bool = True


HEIGHT_MM = 14.0
NO_RUN = "no run finished"


def nothing_drawn(
    title: str,
    subject: str,
    why: str,
    reasons: Sequence[str],
    header: list[str],
    *,
    in_report: bool = True,
) -> Illustration:
    """A frame that says `why`; `subject` begins the caption, `reasons` are its further sentences.

    Call it inside `drawing_style`.
    """
    figure = new_figure(TEXT_WIDTH_MM, HEIGHT_MM)
    ax = figure.add_axes((0.002, 0.03, 0.996, 0.94))
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(True)
    ax.text(0.5, 0.5, f"{why.capitalize()}: there is nothing to draw.", ha="center", va="center")
    said = " ".join([f"{subject}: {why}, so there is nothing to draw.", *reasons])
    return Illustration(figure, [header], title, said, said, in_report)
