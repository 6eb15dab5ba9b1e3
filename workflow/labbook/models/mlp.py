"""The multilayer perceptron: flatten, dense layers, dense output."""

from typing import TYPE_CHECKING

from labbook.artifacts.spec import Spec
from labbook.models.activations import activation

if TYPE_CHECKING:
    import keras


def build(spec: Spec, input_shape: tuple[int, ...]) -> "keras.Model":
    """Build the network of `spec` for inputs of `input_shape` (without the batch axis).

    No hidden layer gives a single layer of neurons. Weights are Keras's defaults (Glorot uniform,
    zero biases), drawn from the seed that is set when this is called.
    """
    import keras

    return keras.Sequential([keras.Input(input_shape), *layers(spec, input_shape)])


def layers(spec: Spec, input_shape: tuple[int, ...]) -> "list[keras.Layer]":
    """Those of the network, front to back, none of them built."""
    import keras

    layers: list[keras.Layer] = [keras.layers.Flatten()]
    for hidden in spec.hidden:
        layers.append(keras.layers.Dense(hidden.units, activation=activation(hidden.activation)))
        if hidden.dropout:
            layers.append(keras.layers.Dropout(hidden.dropout))
    layers.append(keras.layers.Dense(spec.output.units, activation=spec.output.activation))
    return layers
