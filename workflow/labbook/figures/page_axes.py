"""A whole figure as one sheet that is drawn on in millimeters."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def page_axes(figure: Figure, width_mm: float, height_mm: float) -> Axes:
    """Axes without a frame over all of the figure, in millimeters from its upper left corner."""
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(0, width_mm)
    ax.set_ylim(height_mm, 0)
    return ax
