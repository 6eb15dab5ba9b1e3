"""The figure kinds of gradients by name, in the order of a report."""

from collections.abc import Callable

from labbook.figures import first_and_last_layer, gradient_heat_map
from labbook.figures.gradient_data import GradientData
from labbook.figures.illustration import Illustration

GRADIENT_KINDS: dict[str, Callable[[GradientData], Illustration]] = {
    "weight_gradients": gradient_heat_map.illustrate_weights,
    "bias_gradients": gradient_heat_map.illustrate_biases,
    "first_and_last_layer": first_and_last_layer.illustrate,
}
