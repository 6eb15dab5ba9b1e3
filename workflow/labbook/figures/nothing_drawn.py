"""What stands in a figure's place where no run finished that it could show."""

from collections.abc import Sequence

from labbook.figures.illustration import Illustration
from labbook.figures.style import TEXT_WIDTH_MM, new_figure

HEIGHT_MM = 14.0


def nothing_drawn(
    title: str, subject: str, reasons: Sequence[str], header: list[str]
) -> Illustration:
    """A frame that says so; `subject` begins the caption, `reasons` are its further sentences.

    Call it inside `drawing_style`.
    """
    figure = new_figure(TEXT_WIDTH_MM, HEIGHT_MM)
    ax = figure.add_axes((0.002, 0.03, 0.996, 0.94))
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(True)
    ax.text(0.5, 0.5, "No run finished: there is nothing to draw.", ha="center", va="center")
    said = " ".join([f"{subject}: no run finished, so there is nothing to draw.", *reasons])
    return Illustration(figure, [header], title, said, said)
