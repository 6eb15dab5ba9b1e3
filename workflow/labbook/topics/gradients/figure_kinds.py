"""The figure kinds of gradients by name, in the order of a report."""

from collections.abc import Callable

from labbook.figures.illustration import Illustration
from labbook.topics.gradients import first_and_last_layer_figure as first_and_last_layer
from labbook.topics.gradients import heat_map_figure as gradient_heat_map
from labbook.topics.gradients.gradient_panels import GradientData

GRADIENT_KINDS: dict[str, Callable[[GradientData], Illustration]] = {
    "weight_gradients": gradient_heat_map.illustrate_weights,
    "bias_gradients": gradient_heat_map.illustrate_biases,
    "first_and_last_layer": first_and_last_layer.illustrate,
}
