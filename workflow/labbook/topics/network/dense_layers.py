"""The layers of an experiment's networks, with what varies between its configurations."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from labbook.artifacts.experiment_plan import ConfigurationPlan, ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Layer:
    """One layer: each field holds the distinct values over the configurations.

    `units`, `dropouts` and `parameters` ascend; `activations` keep the order of the plan. The
    input has no activation, no dropout and no parameters.
    """

    name: str
    units: tuple[int, ...]
    activations: tuple[str, ...] = ()
    dropouts: tuple[float, ...] = ()
    parameters: tuple[int, ...] = ()

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

    Raises LabbookError where a configuration's number of parameters is not that of a fully
    connected network, and ValueError where no configuration has a finished run.
    """
    totals = total_parameters(plan, summary)
    by_depth: dict[int, list[ConfigurationPlan]] = {}
    for configuration in plan.configurations:
        by_depth.setdefault(len(configuration.settings.hidden), []).append(configuration)
    return tuple(_network(by_depth[depth], totals) for depth in sorted(by_depth))


def total_parameters(plan: ExperimentPlan, summary: Summary) -> dict[str, int]:
    """By configuration: what the summary says, or, where no run finished, what follows from it.

    All configurations of an experiment see the same images, so they have inputs alike. Raises
    ValueError where no configuration has a finished run.
    """
    totals = {each.name: each.parameters for each in summary.configurations}
    known = [each for each in plan.configurations if each.name in totals]
    if not known:
        raise ValueError("without a finished run, the number of inputs is not known")
    inputs = layer_sizes(known[0], totals[known[0].name])[0]
    for each in plan.configurations:
        sizes = [inputs, *_units(each)]
        counted = sum((before + 1) * units for before, units in pairwise(sizes))
        totals.setdefault(each.name, counted)
    return totals


def _units(configuration: ConfigurationPlan) -> list[int]:
    """Of the hidden layers and of the output."""
    return [layer.units for layer in configuration.settings.dense]


def layer_sizes(configuration: ConfigurationPlan, total: int) -> list[int]:
    """Units of input, hidden layers and output of one configuration with `total` parameters.

    A fully connected layer has (inputs + 1) * units parameters; the input is what is left over.
    """
    sizes = _units(configuration)
    later = sum((before + 1) * units for before, units in pairwise(sizes))
    inputs, rest = divmod(total - later - sizes[0], sizes[0])
    if configuration.settings.model != "mlp" or rest or inputs < 1:
        raise LabbookError(
            f"The figure `network` draws fully connected networks (model: mlp), and "
            f"{configuration.name} with {total} parameters is none; leave the figure out."
        )
    return [inputs, *sizes]


def _network(configurations: list[ConfigurationPlan], totals: dict[str, int]) -> Network:
    sizes = [layer_sizes(each, totals[each.name]) for each in configurations]
    depth = len(sizes[0]) - 2
    layers = [Layer("Input", _ascending(each[0] for each in sizes))]
    for index in range(1, depth + 2):
        described = [each.settings.dense[index - 1] for each in configurations]
        number = f" {index}" if depth > 1 else ""
        layers.append(
            Layer(
                "Output" if index > depth else f"Hidden layer{number}",
                _ascending(each[index] for each in sizes),
                tuple(dict.fromkeys(layer.activation for layer in described)),
                _ascending(layer.dropout for layer in described),
                _ascending((each[index - 1] + 1) * each[index] for each in sizes),
            )
        )
    return Network(
        tuple(each.label for each in configurations),
        tuple(layers),
        _ascending(totals[each.name] for each in configurations),
        _outcome(configurations[0].settings.positive_class, layers[-1]),
    )


def _outcome(positive_class: int | None, output: Layer) -> tuple[str, ...]:
    """One text for each output neuron, or one for all."""
    if positive_class is not None:
        return (f"{positive_class} or not",)
    if len(output.units) == 1:
        return tuple(str(number) for number in range(output.units[0]))
    return ("classes",)


def _ascending(values: Iterable[Number]) -> tuple[Number, ...]:
    return tuple(sorted(set(values)))


def square_side(inputs: int) -> int | None:
    """The side of a square image of that many pixels, if it is one of at least 2 by 2."""
    side = math.isqrt(inputs)
    return side if side > 1 and side * side == inputs else None
