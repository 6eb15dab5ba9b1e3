"""Draw a fully connected network: columns of neurons, lines between them, words around them."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from labbook.figures import palette
from labbook.figures.lettering import wrap
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE, TEXT_WIDTH_MM
from labbook.topics.network.dense_columns import (
    FIRST_COLUMN_MM,
    LAST_COLUMN_MM,
    LINE_MM,
    MOST_NEURONS,
    NEURONS_MM,
    Column,
    neuron_heights,
)
from labbook.topics.network.dense_layers import Network, square_side
from labbook.topics.network.network_words import counted, pixels

_RADIUS_MM = 1.3
_LONE_RADIUS_MM = 2.1
_CAP_HEIGHT_MM = 1.85  # of figures and capitals at FONT_SIZE
_IMAGE_MM = 17.0
_IMAGE_LEFT_MM = 1.0
_LARGEST_GRID = 64  # an image finer than this is drawn without its pixels

_FACES = {"Input": palette.INPUT_LAYER, "Output": palette.OUTPUT_LAYER}


def draw_network(ax: Axes, network: Network, columns: list[Column], top: float) -> None:
    """Draw downwards from `top`; the axes' units are millimeters."""
    heads = max(len(column.head) for column in columns) * LINE_MM
    middle = top - heads - 2.0 - NEURONS_MM / 2
    foot_top = middle - NEURONS_MM / 2 - 1.5
    _image(ax, network, columns[0], middle)
    _connections(ax, columns, middle)
    for column in columns:
        _neurons(ax, column, middle)
        for number, line in enumerate(column.head):
            bold = SEMIBOLD if number == 0 else 400
            _word(ax, column.center, top - number * LINE_MM, line, FONT_SIZE, bold)
        for number, line in enumerate(column.foot):
            _word(ax, column.center, foot_top - number * LINE_MM, line, SMALL_FONT_SIZE, 400)
    _outcome(ax, network, columns[-1], middle)
    lowest = foot_top - max(len(column.foot) for column in columns) * LINE_MM - 1.0
    center = (FIRST_COLUMN_MM + LAST_COLUMN_MM) / 2
    total = f"{counted(network.parameters, 'parameter')} in total"
    _word(ax, center, lowest, total, FONT_SIZE, SEMIBOLD)


def _word(ax: Axes, x: float, y: float, text: str, size: float, weight: int) -> None:
    ax.text(x, y, text, fontsize=size, fontweight=weight, ha="center", va="top", color=palette.INK)


def _neurons(ax: Axes, column: Column, middle: float) -> None:
    if column.layer is None:
        _dots(ax, [(column.center + shift, middle) for shift in (-1.6, 0.0, 1.6)])
        return
    layer = column.layer
    heights = neuron_heights(layer)
    radius = _RADIUS_MM if len(heights) > 1 else _LONE_RADIUS_MM
    for height in heights:
        ax.add_patch(
            Circle(
                (column.center, middle + height),
                radius,
                facecolor=_FACES.get(layer.name, palette.HIDDEN_LAYER),
                edgecolor=palette.INK,
                linewidth=0.7,
                zorder=3,
            )
        )
    if layer.units[-1] > MOST_NEURONS:
        _dots(ax, [(column.center, middle + shift) for shift in (-1.5, 0.0, 1.5)])
    if layer.varied:
        half = heights[0] + radius + 1.1
        ax.add_patch(
            FancyBboxPatch(
                (column.center - radius - 1.3, middle - half),
                2 * radius + 2.6,
                2 * half,
                boxstyle="round,pad=0,rounding_size=1.6",
                facecolor="none",
                edgecolor=palette.INK,
                linewidth=0.7,
                linestyle=(0, (3, 2)),
                zorder=4,
            )
        )


def _dots(ax: Axes, centers: list[tuple[float, float]]) -> None:
    for center in centers:
        ax.add_patch(Circle(center, 0.35, facecolor=palette.INK, linewidth=0.0, zorder=3))


def _connections(ax: Axes, columns: list[Column], middle: float) -> None:
    lines = [
        [(left.center, middle + start), (right.center, middle + end)]
        for left, right in pairwise(columns)
        if left.layer is not None and right.layer is not None
        for start in neuron_heights(left.layer)
        for end in neuron_heights(right.layer)
    ]
    ax.add_collection(
        LineCollection(lines, colors=palette.CONNECTION, linewidths=0.35, zorder=1), autolim=False
    )


def _image(ax: Axes, network: Network, column: Column, middle: float) -> None:
    """The square image that is the input, pixel by pixel, and an arrow to the first column."""
    inputs = network.layers[0].units
    side = square_side(inputs[0]) if len(inputs) == 1 else None
    if side is None:
        return
    bottom = middle - _IMAGE_MM / 2
    if side <= _LARGEST_GRID:
        steps = [index * _IMAGE_MM / side for index in range(1, side)]
        rows = [
            [(_IMAGE_LEFT_MM, bottom + step), (_IMAGE_LEFT_MM + _IMAGE_MM, bottom + step)]
            for step in steps
        ]
        columns = [
            [(_IMAGE_LEFT_MM + step, bottom), (_IMAGE_LEFT_MM + step, bottom + _IMAGE_MM)]
            for step in steps
        ]
        ax.add_collection(
            LineCollection(rows + columns, colors=palette.PIXEL_GRID, linewidths=0.25),
            autolim=False,
        )
    ax.add_patch(
        Rectangle(
            (_IMAGE_LEFT_MM, bottom),
            _IMAGE_MM,
            _IMAGE_MM,
            facecolor="none",
            edgecolor=palette.INK,
            linewidth=0.7,
        )
    )
    center = _IMAGE_LEFT_MM + _IMAGE_MM / 2
    _word(ax, center, bottom - 1.2, pixels(network.layers[0]), SMALL_FONT_SIZE, 400)
    ax.annotate(
        "",
        (column.center - 4.5, middle),
        (_IMAGE_LEFT_MM + _IMAGE_MM + 2.0, middle),
        arrowprops={
            "arrowstyle": "->",
            "color": palette.INK,
            "linewidth": 0.8,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _outcome(ax: Axes, network: Network, column: Column, middle: float) -> None:
    """What each output neuron stands for, or all of them together."""
    heights = neuron_heights(network.layers[-1])
    words = network.outcome if len(network.outcome) == len(heights) else (network.outcome[0],)
    if len(network.outcome) > MOST_NEURONS:
        words = (f"{len(network.outcome)} classes",)
    places = heights if len(words) == len(heights) else [0.0]
    for word, height in zip(words, places, strict=True):
        for number, line in enumerate(wrap(word, TEXT_WIDTH_MM - column.center - 6.0, FONT_SIZE)):
            y = middle + height - number * LINE_MM - _CAP_HEIGHT_MM / 2
            ax.text(column.center + 4.5, y, line, fontsize=FONT_SIZE, va="baseline")
