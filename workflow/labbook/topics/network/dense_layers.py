"""The layers of fully connected networks: what varies between configurations, in words too."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from labbook.artifacts.experiment_plan import ConfigurationPlan, ExperimentPlan, PlannedDataset
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.text.names import activation_name
from labbook.text.numbers import in_groups

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Layer:
    """One layer: each field holds the distinct values over the configurations.

    `units`, `dropouts` and `parameters` ascend; `activations` keep the order of the plan. The
    input has no activation, no dropout and no parameters, but a `side` if it is a square image.
    """

    name: str
    units: tuple[int, ...]
    activations: tuple[str, ...] = ()
    dropouts: tuple[float, ...] = ()
    parameters: tuple[int, ...] = ()
    side: int | None = None

    @property
    def varied(self) -> bool:
        """Whether the configurations differ in this layer itself (not only in what feeds it)."""
        return max(len(self.units), len(self.activations), len(self.dropouts)) > 1


@dataclass(frozen=True)
class Network:
    """The configurations (labels) of one depth: input, hidden layers, output.

    `parameters`: the distinct totals, ascending. `outcome`: what the outputs stand for.
    """

    labels: tuple[str, ...]
    layers: tuple[Layer, ...]
    parameters: tuple[int, ...]
    outcome: tuple[str, ...]


def load_networks(plan: ExperimentPlan, summary: Summary) -> tuple[Network, ...]:
    """One network for each number of hidden layers, ascending.

    Some configuration needs a finished run. Raises LabbookError where a configuration's number of
    parameters is not that of a fully connected network.
    """
    sizes = layer_sizes(plan, summary)
    by_depth: dict[int, list[ConfigurationPlan]] = {}
    for configuration in plan.configurations:
        by_depth.setdefault(len(configuration.settings.hidden), []).append(configuration)
    return tuple(_network(by_depth[depth], sizes, plan.dataset) for depth in sorted(by_depth))


def layer_sizes(plan: ExperimentPlan, summary: Summary) -> dict[str, list[int]]:
    """Units of input, hidden layers and output, by configuration.

    All configurations of an experiment see the same images: where no run of one finished, it has
    as many inputs as the others. Raises LabbookError as `load_networks` does.
    """
    totals = {
        configuration.name: configuration.parameters for configuration in summary.configurations
    }
    known = {
        configuration.name: _counted_sizes(configuration, totals[configuration.name])
        for configuration in plan.configurations
        if configuration.name in totals
    }
    inputs = next(iter(known.values()))[0]
    return {
        configuration.name: known.get(configuration.name, [inputs, *_units(configuration)])
        for configuration in plan.configurations
    }


def _counted_sizes(configuration: ConfigurationPlan, total: int) -> list[int]:
    """Those of one configuration with `total` parameters.

    A fully connected layer has (inputs + 1) * units parameters if each unit has a bias; the input
    is what is left over.
    """
    sizes = _units(configuration)
    first, *others = configuration.settings.beside_kernels
    inputs, rest = divmod(total - sum(of_layers(sizes, others)) - first * sizes[0], sizes[0])
    if configuration.settings.model != "mlp" or rest or inputs < 1:
        raise LabbookError(
            f"The figure `network` draws fully connected networks (model: mlp), and "
            f"{configuration.name} with {total} parameters is none; leave the figure out."
        )
    return [inputs, *sizes]


def _units(configuration: ConfigurationPlan) -> list[int]:
    """Of the hidden layers and of the output."""
    return [layer.units for layer in configuration.settings.dense]


def of_layers(sizes: Sequence[int], beside_kernels: Sequence[int]) -> list[int]:
    """The parameters of each layer, each unit of which has so many beside its weights."""
    return [
        (before + beside) * units
        for (before, units), beside in zip(pairwise(sizes), beside_kernels, strict=True)
    ]


def _network(
    configurations: list[ConfigurationPlan], sizes_of: dict[str, list[int]], dataset: PlannedDataset
) -> Network:
    sizes = [sizes_of[configuration.name] for configuration in configurations]
    parameters = [
        of_layers(sizes_of[configuration.name], configuration.settings.beside_kernels)
        for configuration in configurations
    ]
    depth = len(sizes[0]) - 2
    inputs = _ascending(units[0] for units in sizes)
    side = _square_side(inputs[0], dataset.image_shape) if len(inputs) == 1 else None
    layers = [Layer("Input", inputs, side=side)]
    for index in range(1, depth + 2):
        described = [configuration.settings.dense[index - 1] for configuration in configurations]
        number = f" {index}" if depth > 1 else ""
        layers.append(
            Layer(
                "Output" if index > depth else f"Hidden layer{number}",
                _ascending(units[index] for units in sizes),
                tuple(dict.fromkeys(layer.activation for layer in described)),
                _ascending(layer.dropout for layer in described),
                _ascending(of_each[index - 1] for of_each in parameters),
            )
        )
    return Network(
        tuple(configuration.label for configuration in configurations),
        tuple(layers),
        _ascending(map(sum, parameters)),
        _outcome(configurations[0].settings.positive_class, layers[-1], dataset),
    )


def _outcome(positive_class: int | None, output: Layer, dataset: PlannedDataset) -> tuple[str, ...]:
    """One text for each output neuron, or one for all."""
    if positive_class is not None:
        return (f"{dataset.class_name(positive_class)} or not",)
    if len(output.units) == 1:
        return tuple(map(dataset.class_name, range(output.units[0])))
    return ("classes",)


def _ascending(values: Iterable[Number]) -> tuple[Number, ...]:
    return tuple(sorted(set(values)))


def _square_side(inputs: int, shape: tuple[int, ...]) -> int | None:
    """The side of a square image of that many pixels, if it is one of at least 2 by 2.

    `shape`: (height, width) or with channels behind, () if the plan does not say.
    """
    side = math.isqrt(inputs)
    is_square = shape in ((), (side, side)) and side * side == inputs
    return side if side > 1 and is_square else None


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
    return one_of([in_groups(number) for number in numbers])


def span(numbers: Sequence[int]) -> str:
    """ "785", "785 or 1,570", or "8 … 512" of more."""
    if len(numbers) < 3:
        return one_of([in_groups(number) for number in numbers])
    return f"{in_groups(numbers[0])} … {in_groups(numbers[-1])}"


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
    return f"{layer.side} × {layer.side} pixels" if layer.side else ""


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
    """What a caption says after the `first`: where the ends are alike, only the layers between."""
    hidden = _hidden_in_words(network)
    own, others = (
        (shown.layers[0].units, layer_in_words(shown.layers[-1])) for shown in (network, first)
    )
    if not hidden or own != others:
        return network_in_words(network)
    total = f"{counted(network.parameters, 'parameter')} in total"
    return f"in between, {'; '.join(hidden)}; {total}"


def _hidden_in_words(network: Network) -> list[str]:
    parts: list[str] = []
    for _, equal in groupby(network.layers[1:-1], lambda layer: (layer.units, _details(layer))):
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
