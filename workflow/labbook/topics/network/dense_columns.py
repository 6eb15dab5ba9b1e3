"""What stands in each column of a network's drawing, and where the columns stand."""

from dataclasses import dataclass

from labbook.figures.lettering import text_width_mm, wrap
from labbook.figures.style import FONT_SIZE, SEMIBOLD, SMALL_FONT_SIZE
from labbook.topics.network.dense_layers import Layer, Network
from labbook.topics.network.network_words import activation, counted, dropout, listed, span

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
        product = [f"({before.units[0]:,} + 1) × {layer.units[0]:,}", f"= {parameters[0]}"]
        if max(text_width_mm(text, SMALL_FONT_SIZE) for text in product) <= width:
            parameters = product
    texts.extend(parameters)
    return [text for text in texts if text]
