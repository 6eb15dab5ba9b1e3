"""The convolutional network: blocks of convolutions, flatten, dense layers, dense output."""

from typing import TYPE_CHECKING

from labbook.artifacts.spec import Spec
from labbook.models.activations import activation

if TYPE_CHECKING:
    import keras


def build(spec: Spec, input_shape: tuple[int, ...]) -> "keras.Model":
    """Build the network of `spec` for images of `input_shape`: (height, width) or with channels.

    Each block: its convolutions, padded so that the size stays, max pooling of 2 x 2, dropout.
    Weights are Keras's defaults (Glorot uniform, zero biases), drawn from the seed that is set when
    this is called. Raises ValueError, as Keras does, where pooling leaves no pixel.
    """
    import keras

    return keras.Sequential([keras.Input(input_shape), *layers(spec, input_shape)])


def layers(spec: Spec, input_shape: tuple[int, ...]) -> "list[keras.Layer]":
    """Those of the network, front to back, none of them built."""
    import keras

    layers: list[keras.Layer] = []
    if len(input_shape) == 2:
        layers.append(keras.layers.Reshape((*input_shape, 1)))
    for block in spec.blocks:
        for filters in block.filters:
            layers.append(
                keras.layers.Conv2D(
                    filters,
                    block.kernel_size,
                    padding="same",
                    activation=activation(block.activation),
                )
            )
        layers.append(keras.layers.MaxPooling2D())
        if block.dropout:
            layers.append(keras.layers.Dropout(block.dropout))
    layers.append(keras.layers.Flatten())
    for hidden in spec.hidden:
        layers.append(keras.layers.Dense(hidden.units, activation=activation(hidden.activation)))
        if hidden.dropout:
            layers.append(keras.layers.Dropout(hidden.dropout))
    layers.append(keras.layers.Dense(spec.output.units, activation=spec.output.activation))
    return layers
