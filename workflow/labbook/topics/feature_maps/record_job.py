"""Record what the filters of a convolutional network answer: of its runs, for some test images."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import RunSummary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.models.cnn import build
from labbook.topics.feature_maps.feature_map_files import (
    write_feature_map_statistics,
    write_feature_maps,
)
from labbook.topics.feature_maps.record_feature_maps import Answered, Network, record_feature_maps
from labbook.training.compiled_epoch import as_network_input
from labbook.training.tensorflow_process import start_tensorflow

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
    shapes = [tuple(weight.shape) for weight in model.weights]
    given = [array.shape for array in weights]
    if given != shapes:
        raise LabbookError(
            f"weights of shapes {given} are not those of the network of the spec, {shapes}; "
            "delete the run and build again."
        )
    model.set_weights(weights)
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    opened = keras.Model(model.inputs, [*(layer.output for layer in convolutions), *model.outputs])

    signature = [tf.TensorSpec((None, *image_shape), tf.uint8)]

    @tf.function(input_signature=signature, autograph=False)  # type: ignore[untyped-decorator]
    def run(images: Any) -> Any:
        return opened(as_network_input(images), training=False)

    def outputs(images: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        *maps, answers = (tensor.numpy() for tensor in run(tf.constant(images)))
        return maps, answers

    return outputs


def make(
    *,
    summary: Path,
    dataset_file: Path,
    dataset_sha256: str,
    digits: list[int],
    statistics: Path,
    maps: Path,
) -> None:
    """Read the summary, the data and what its runs have left; write both files.

    `digits`: the classes of which an image is shown.
    """
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    images = dataset.test_images
    start_tensorflow(seed=0)

    def open_network(run: RunSummary) -> Network:
        directory = Path(run.directory)
        spec = Spec.from_dict(read_json(directory / "spec.json"))
        weights = read_weights(directory / "weights.npz")
        outputs = open_convolutions(spec, weights, images.shape[1:])
        return Network(spec, weights[0], lambda some: Answered(*outputs(some)))

    found, answers = record_feature_maps(
        read_summary(summary), images, dataset.test_labels, digits, open_network
    )
    write_feature_map_statistics(statistics, found)
    write_feature_maps(maps, answers)
