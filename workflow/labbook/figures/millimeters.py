"""A whole figure as axes in millimeters from its lower left corner."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def millimeter_axes(figure: Figure) -> Axes:
    """Axes over the whole figure, without a frame."""
    width, height = (inches * 25.4 for inches in figure.get_size_inches())
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set_xlim(0.0, width)
    ax.set_ylim(0.0, height)
    ax.set_axis_off()
    return ax
