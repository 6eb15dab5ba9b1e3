"""What stands in a figure's place where there is nothing that it could show."""

from collections.abc import Sequence

from labbook.figures.illustration import Illustration
from labbook.figures.style import TEXT_WIDTH_MM, new_figure

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
