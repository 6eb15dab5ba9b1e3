"""The convolutional network: blocks of convolutions, flatten, dense layers, dense output."""

from typing import TYPE_CHECKING

from labbook.artifacts.spec import Spec
from labbook.models.weighted_layer import drawn_as, weighted_layer

if TYPE_CHECKING:
    import keras


def build(spec: Spec, input_shape: tuple[int, ...]) -> "keras.Model":
    """Build the network of `spec` for images of `input_shape`: (height, width) or with channels.

    Each block: its convolutions, padded so that the size stays, max pooling of 2 x 2, dropout.
    Weights are drawn from the seed set when this is called: as the spec says, or as by default
    (Glorot uniform); biases are zero. Raises ValueError, as Keras does, where pooling
    leaves no pixel.
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
            layers += weighted_layer(
                spec,
                keras.layers.Conv2D,
                filters,
                block.kernel_size,
                padding="same",
                activated_by=block.activation,
            )
        layers.append(keras.layers.MaxPooling2D())
        if block.dropout:
            layers.append(keras.layers.Dropout(block.dropout))
    layers.append(keras.layers.Flatten())
    for hidden in spec.hidden:
        dense = keras.layers.Dense
        layers += weighted_layer(spec, dense, hidden.units, activated_by=hidden.activation)
        if hidden.dropout:
            layers.append(keras.layers.Dropout(hidden.dropout))
    output = spec.output
    layers.append(keras.layers.Dense(output.units, activation=output.activation, **drawn_as(spec)))
    return layers
