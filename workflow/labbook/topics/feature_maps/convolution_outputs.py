"""A trained network with convolutions, opened: what each of them answers to an image."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.models.cnn import build
from labbook.training.compiled_epoch import as_network_input

# Of images (n, ...) uint8: for each convolution its maps (n, height, width, maps), after the
# activation, and the network's own outputs (n, outputs); float32 all.
Outputs = Callable[[np.ndarray], tuple[list[np.ndarray], np.ndarray]]


def open_convolutions(
    spec: Spec, weights: Sequence[np.ndarray], image_shape: tuple[int, ...]
) -> Outputs:
    """The function that runs the network of `spec` with these weights, after `start_tensorflow`.

    image_shape: (height, width), or with channels behind. Raises LabbookError if the weights are
    not those of such a network.
    """
    import keras
    import tensorflow as tf

    model = build(spec, image_shape)
    shapes = [tuple(one.shape) for one in model.weights]
    if [one.shape for one in weights] != shapes:
        raise LabbookError(
            f"weights of shapes {[one.shape for one in weights]} are not those of the network of "
            f"the spec, {shapes}; delete the run and build again."
        )
    model.set_weights(weights)
    convolutions = [one for one in model.layers if isinstance(one, keras.layers.Conv2D)]
    opened = keras.Model(model.inputs, [*(one.output for one in convolutions), *model.outputs])

    signature = [tf.TensorSpec((None, *image_shape), tf.uint8)]

    @tf.function(input_signature=signature, autograph=False)  # type: ignore[untyped-decorator]
    def run(images: Any) -> Any:
        return opened(as_network_input(images), training=False)

    def outputs(images: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        *maps, answers = (one.numpy() for one in run(tf.constant(images)))
        return maps, answers

    return outputs
