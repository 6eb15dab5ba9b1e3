"""How a network's layers are called: in the drawing, in its caption, in its alternative text."""

from collections.abc import Sequence
from itertools import groupby

from labbook.text.names import activation_name
from labbook.topics.network.dense_layers import Layer, Network, square_side

_MOST_LISTED = 10
# So many equal layers in a row are told as one.
_FEWEST_TOGETHER = 4


def one_of(words: Sequence[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def listed(numbers: Sequence[int]) -> str:
    """ "8, 32 or 64" of a few ascending numbers, "8 … 512 (30 values)" of many."""
    if len(numbers) > _MOST_LISTED:
        return f"{span(numbers)} ({len(numbers)} values)"
    return one_of([f"{number:,}" for number in numbers])


def span(numbers: Sequence[int]) -> str:
    """ "785", "785 or 1,570", or "8 … 512" of more."""
    if len(numbers) < 3:
        return one_of([f"{number:,}" for number in numbers])
    return f"{numbers[0]:,} … {numbers[-1]:,}"


def counted(numbers: Sequence[int], noun: str) -> str:
    """ "1 unit", "64 units", "8 … 512 units"."""
    return f"{span(numbers)} {noun}{'' if tuple(numbers) == (1,) else 's'}"


def activation(layer: Layer) -> str:
    """The layer's activation, or all it takes."""
    return one_of(list(map(activation_name, layer.activations)))


def dropout(layer: Layer) -> str:
    """ "dropout 0.2", "dropout 0 or 0.5", or nothing where there is none."""
    if not any(layer.dropouts):
        return ""
    return f"dropout {one_of([f'{rate:g}' for rate in layer.dropouts])}"


def pixels(layer: Layer) -> str:
    """ "28 × 28 pixels" of an input that is a square image, else nothing."""
    side = square_side(layer.units[0]) if len(layer.units) == 1 else None
    return f"{side} × {side} pixels" if side else ""


def layer_in_words(layer: Layer) -> str:
    """A layer in a sentence, e.g. "hidden layer of 64 units (ReLU, dropout 0.2)"."""
    units = f"{listed(layer.units)} {'unit' if layer.units == (1,) else 'units'}"
    if layer.name == "Input":
        image = pixels(layer)
        return f"input of {units.replace('unit', 'value')}" + (f" ({image})" if image else "")
    return f"{layer.name.lower()} of {units} ({_details(layer)})"


def network_in_words(network: Network) -> str:
    """All layers in order, many equal ones in a row as one, and the parameters in total."""
    ends = [layer_in_words(layer) for layer in (network.layers[0], network.layers[-1])]
    told = "; ".join([ends[0], *_hidden_in_words(network), ends[1]])
    return f"{told}; {counted(network.parameters, 'parameter')} in total"


def beside_first_in_words(network: Network, first: Network) -> str:
    """What is not told of the `first` already: where the ends are alike, all between them."""
    hidden = _hidden_in_words(network)
    ends = [(each.layers[0].units, layer_in_words(each.layers[-1])) for each in (network, first)]
    if not hidden or ends[0] != ends[1]:
        return network_in_words(network)
    total = f"{counted(network.parameters, 'parameter')} in total"
    return f"in between, {'; '.join(hidden)}; {total}"


def _hidden_in_words(network: Network) -> list[str]:
    parts: list[str] = []
    for _, equal in groupby(network.layers[1:-1], lambda one: (one.units, _details(one))):
        layers = list(equal)
        together = len(layers) >= _FEWEST_TOGETHER
        parts += [_layers_in_words(layers)] if together else map(layer_in_words, layers)
    return parts


def _layers_in_words(layers: Sequence[Layer]) -> str:
    """ "hidden layers 1 to 39 of 32 units each (ReLU)"."""
    first, last = (layer.name.removeprefix("Hidden layer ") for layer in (layers[0], layers[-1]))
    noun = "unit" if layers[0].units == (1,) else "units"
    of_each = f"{listed(layers[0].units)} {noun} each ({_details(layers[0])})"
    return f"hidden layers {first} to {last} of {of_each}"


def _details(layer: Layer) -> str:
    return "; ".join(detail for detail in (activation(layer), dropout(layer)) if detail)
