"""Draw a fully connected network: columns of neurons, lines between them, words around them."""

from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from labbook.figures import palette
from labbook.figures.segments import line_segments
from labbook.figures.style import (
    FONT_SIZE,
    SEMIBOLD,
    SMALL_FONT_SIZE,
    TEXT_WIDTH_MM,
    text_width_mm,
    wrap,
)
from labbook.text.numbers import in_groups
from labbook.topics.network.dense_layers import (
    Layer,
    Network,
    activation,
    counted,
    dropout,
    listed,
    pixels,
    span,
)

# Layers of up to so many neurons are drawn whole; of larger ones these many at each end.
MOST_NEURONS = 10
NEURONS_AT_AN_END = 4
# More hidden layers than this are drawn as the first ones, a gap, and the last.
_MOST_HIDDEN = 5
_FIRST_HIDDEN = 3

LINE_MM = 3.5
PITCH_MM = 3.6  # from one neuron to the next
NEURONS_MM = PITCH_MM * MOST_NEURONS
FIRST_COLUMN_MM = 38.0
LAST_COLUMN_MM = 146.0
_WIDEST_COLUMN_MM = 46.0


@dataclass(frozen=True)
class Column:
    """One column of the drawing, `layer` None for hidden layers that are only told."""

    center: float
    layer: Layer | None
    head: tuple[str, ...]
    foot: tuple[str, ...]


def network_columns(network: Network) -> list[Column]:
    """What stands where, in millimeters from the left; no text wider than its column."""
    n_hidden = len(network.layers) - 2
    n_columns = 2 + (n_hidden if n_hidden <= _MOST_HIDDEN else _FIRST_HIDDEN + 2)
    pitch = (LAST_COLUMN_MM - FIRST_COLUMN_MM) / (n_columns - 1)
    width = min(pitch - 2.0, _WIDEST_COLUMN_MM)
    entries: list[tuple[Layer | None, list[str], list[str]]] = [
        (layer, _head(layer, width), _foot(layer, before, width))
        for before, layer in zip((None, *network.layers), network.layers, strict=False)
    ]
    if n_hidden > _MOST_HIDDEN:
        told = network.layers[1 + _FIRST_HIDDEN : n_hidden]
        sizes = list(dict.fromkeys(span(layer.units) for layer in told))
        units = (
            f"{sizes[0]} units each"
            if len(sizes) == 1
            else f"{', '.join(span(layer.units) for layer in told)} units"
        )
        entries[1 + _FIRST_HIDDEN : n_hidden] = [(None, [f"{len(told)} more layers"], [units])]
    return [
        Column(
            FIRST_COLUMN_MM + index * pitch,
            layer,
            tuple(line for text in head for line in wrap(text, width, FONT_SIZE, SEMIBOLD)),
            tuple(line for text in foot for line in wrap(text, width, SMALL_FONT_SIZE)),
        )
        for index, (layer, head, foot) in enumerate(entries)
    ]


def network_height(columns: list[Column]) -> float:
    """Millimeters from the top of the heads to below the total."""
    head = max(len(column.head) for column in columns)
    foot = max(len(column.foot) for column in columns)
    return (head + foot + 1) * LINE_MM + NEURONS_MM + 7.0


def neuron_heights(layer: Layer) -> list[float]:
    """Heights of the neurons drawn, in millimeters from the middle, from the top down."""
    most = layer.units[-1]
    slots = min(most, MOST_NEURONS)
    heights = [((slots - 1) / 2 - slot) * PITCH_MM for slot in range(slots)]
    if most <= MOST_NEURONS:
        return heights
    return heights[:NEURONS_AT_AN_END] + heights[-NEURONS_AT_AN_END:]


def _head(layer: Layer, width: float) -> list[str]:
    noun = "value" if layer.name == "Input" else "unit"
    varied = ", varied" if len(layer.units) > 1 else ""
    name = layer.name
    if text_width_mm(name, FONT_SIZE, SEMIBOLD) > width:
        name = name.replace("Hidden layer", "Hidden")
    return [name, counted(layer.units, noun) + varied]


def _foot(layer: Layer, before: Layer | None, width: float) -> list[str]:
    if before is None:
        return []
    texts = []
    if len(layer.units) > 2:
        texts.append(f"{listed(layer.units)} units")
    texts.append(activation(layer) + (", varied" if len(layer.activations) > 1 else ""))
    texts.append(dropout(layer) + (", varied" if len(layer.dropouts) > 1 else ""))
    parameters = [counted(layer.parameters, "parameter")]
    if len(before.units) == len(layer.units) == 1:
        product = [
            f"({in_groups(before.units[0])} + 1) × {in_groups(layer.units[0])}",
            f"= {parameters[0]}",
        ]
        if max(text_width_mm(text, SMALL_FONT_SIZE) for text in product) <= width:
            parameters = product
    texts.extend(parameters)
    return [text for text in texts if text]


_RADIUS_MM = 1.3
_LONE_RADIUS_MM = 2.1
_CAP_HEIGHT_MM = 1.85  # of figures and capitals at FONT_SIZE
_IMAGE_MM = 17.0
_IMAGE_LEFT_MM = 1.0
_LARGEST_GRID = 64  # an image finer than this is drawn without its pixels

ARROW = {"arrowstyle": "->", "color": palette.INK, "shrinkA": 0, "shrinkB": 0}
FACES = {"Input": palette.INPUT_LAYER, "Output": palette.OUTPUT_LAYER}


def draw_network(ax: Axes, top: float, network: Network, columns: list[Column]) -> None:
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
            draw_word(ax, column.center, top - number * LINE_MM, line, FONT_SIZE, bold)
        for number, line in enumerate(column.foot):
            draw_word(ax, column.center, foot_top - number * LINE_MM, line, SMALL_FONT_SIZE, 400)
    _outcome(ax, network, columns[-1], middle)
    lowest = foot_top - max(len(column.foot) for column in columns) * LINE_MM - 1.0
    center = (FIRST_COLUMN_MM + LAST_COLUMN_MM) / 2
    total = f"{counted(network.parameters, 'parameter')} in total"
    draw_word(ax, center, lowest, total, FONT_SIZE, SEMIBOLD)


def draw_word(ax: Axes, x: float, y: float, text: str, size: float, weight: int) -> None:
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
                facecolor=FACES.get(layer.name, palette.HIDDEN_LAYER),
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
    if lines:
        ax.add_artist(line_segments(lines, color=palette.CONNECTION, linewidth=0.35))


def _image(ax: Axes, network: Network, column: Column, middle: float) -> None:
    """The square image that is the input, pixel by pixel, and an arrow to the first column."""
    side = network.layers[0].side
    if side is None:
        return
    bottom = middle - _IMAGE_MM / 2
    if side <= _LARGEST_GRID:
        steps = [index * _IMAGE_MM / side for index in range(1, side)]
        left, right, top = _IMAGE_LEFT_MM, _IMAGE_LEFT_MM + _IMAGE_MM, bottom + _IMAGE_MM
        rows = [((left, bottom + step), (right, bottom + step)) for step in steps]
        columns = [((left + step, bottom), (left + step, top)) for step in steps]
        if steps:
            ax.add_artist(line_segments(rows + columns, color=palette.PIXEL_GRID, linewidth=0.25))
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
    draw_word(ax, center, bottom - 1.2, pixels(network.layers[0]), SMALL_FONT_SIZE, 400)
    ax.annotate(
        "",
        (column.center - 4.5, middle),
        (_IMAGE_LEFT_MM + _IMAGE_MM + 2.0, middle),
        arrowprops={**ARROW, "linewidth": 0.8},
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
