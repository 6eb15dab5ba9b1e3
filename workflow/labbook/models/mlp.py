"""The multilayer perceptron: flatten, dense layers, dense output."""

from typing import TYPE_CHECKING

from labbook.artifacts.spec import Spec
from labbook.models.weighted_layer import drawn_as, weighted_layer

if TYPE_CHECKING:
    import keras


def build(spec: Spec, input_shape: tuple[int, ...]) -> "keras.Model":
    """Build the network of `spec` for inputs of `input_shape` (without the batch axis).

    No hidden layer gives a single layer of neurons. Weights are drawn from the seed set when this
    is called: as the spec says, or as by default (Glorot uniform); biases are zero.
    """
    import keras

    return keras.Sequential([keras.Input(input_shape), *layers(spec, input_shape)])


def layers(spec: Spec, input_shape: tuple[int, ...]) -> "list[keras.Layer]":
    """Those of the network, front to back, none of them built."""
    import keras

    layers: list[keras.Layer] = [keras.layers.Flatten()]
    for hidden in spec.hidden:
        dense = keras.layers.Dense
        layers += weighted_layer(spec, dense, hidden.units, activated_by=hidden.activation)
        if hidden.dropout:
            layers.append(keras.layers.Dropout(hidden.dropout))
    output = spec.output
    layers.append(keras.layers.Dense(output.units, activation=output.activation, **drawn_as(spec)))
    return layers
