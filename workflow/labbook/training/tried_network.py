"""What becomes of a network of one's own, found out before a run trains it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import OutputLayer, OwnNetwork, Spec, Task
from labbook.errors import LabbookError
from labbook.models.own import build
from labbook.own_code import read_own_code
from labbook.training.compiled_training import compiled_training
from labbook.training.ways import COMPILED, EAGER, FIT, GRAPH, WHOLE_BATCHES

if TYPE_CHECKING:
    import keras

# Layers of Keras that answer each image by itself. The first ones, XLA compiles well.
COMPILING = (
    *("InputLayer", "Flatten", "Dense", "Dropout", "Reshape", "Permute", "Identity", "Rescaling"),
    *("Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax", "LayerNormalization"),
    *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"),
)
OF_ROWS = (
    *COMPILING,
    *("Conv1D", "Conv2D", "Conv2DTranspose", "SeparableConv2D", "DepthwiseConv2D"),
    *("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D"),
    *("GlobalMaxPooling1D", "GlobalMaxPooling2D"),
    *("GlobalAveragePooling1D", "GlobalAveragePooling2D"),
    *("ZeroPadding2D", "Cropping2D", "UpSampling2D", "RepeatVector"),
    *("SimpleRNN", "LSTM", "GRU", "Embedding", "UnitNormalization", "SpatialDropout2D"),
)
N_IMAGES = 40
BATCH_SIZE = 16


def tried(own: dict[str, Any], image_shape: list[int], outputs: int) -> dict[str, Any]:
    """Build the network, train it a few steps, and say what came of it, as plain values.

    `fault`: why no training of it would succeed, without a period, or None. Else `way`: the
    quickest that serves; `repeats`: whether a second training gives the same bits, with another in
    between; `draws`: whether it begins with other weights for another seed; `layers`, as an
    OwnNetwork has them; `activation`: of its last layer, None where that
    cannot be told. TensorFlow must have been started.
    """
    import keras

    spec = _spec(OwnNetwork(**own, layers=[], way=EAGER), outputs)
    dataset = _dataset(tuple(image_shape), outputs)
    # So that its layers are called as if it were the first.
    keras.backend.clear_session()
    try:
        model = build(spec, tuple(image_shape))
        way = _way_that_serves(model, spec, dataset)
        begins = [_begins(spec, seed, tuple(image_shape)) for seed in (0, 1)]
        first, _, again = (_trained(spec, way, seed, dataset) for seed in (0, 1, 0))
    except LabbookError as error:
        return {"fault": str(error).rstrip(".")}
    return {
        "fault": None,
        "way": way,
        "repeats": all(map(_same, first, again)),
        "draws": not all(map(_same, *begins)),
        "layers": [
            [layer.name, type(layer).__name__, _shape(layer), int(layer.count_params())]
            for layer in model.layers
        ],
        "activation": _activation(model.layers[-1]) if model.layers else None,
    }


def ways(model: "keras.Model") -> Iterator[str]:
    """The ways that may serve, the quickest first."""
    leaves = list(_leaves(model))
    # A class of the user's own may train in its own way.
    is_plain = _is_of_keras(model)
    adds_losses = model.losses or any(layer.activity_regularizer for layer in leaves)
    if is_plain and not adds_losses:
        constrained = any(variable.constraint for variable in model.trainable_variables)
        if _all_among(leaves, COMPILING) and not constrained:
            yield COMPILED
        yield GRAPH if _all_among(leaves, OF_ROWS) else WHOLE_BATCHES
    yield FIT
    yield EAGER


def _way_that_serves(model: "keras.Model", spec: Spec, dataset: Dataset) -> str:
    """Raises LabbookError, with the line in the user's own code, if there is none."""
    for way in ways(model):
        try:
            _trained(spec, way, 0, dataset)
            return way
        except LabbookError:
            raise
        except Exception as error:
            # Without a graph, the error comes from the line that is to blame.
            last = error
    assert spec.own is not None
    raise LabbookError(f"{read_own_code(spec.own.file).fault(last)}.")


def _trained(spec: Spec, way: str, seed: int, dataset: Dataset) -> list[np.ndarray]:
    """The weights after an epoch, then what the network answers."""
    assert spec.own is not None
    training = compiled_training(replace(spec, own=replace(spec.own, way=way), seed=seed), dataset)
    training.train_epoch(seed, 1)
    training.network.evaluate_held_out()
    _, answers = training.network.evaluate_test()
    return [*training.network.model.get_weights(), answers]


def _begins(spec: Spec, seed: int, shape: tuple[int, ...]) -> list[np.ndarray]:
    """The weights with which a training with this seed begins."""
    import keras

    keras.utils.set_random_seed(seed)
    weights: list[np.ndarray] = build(spec, shape).get_weights()
    return weights


def _same(first: np.ndarray, second: np.ndarray) -> bool:
    return first.tobytes() == second.tobytes()


def _spec(own: OwnNetwork, outputs: int) -> Spec:
    several = outputs > 1
    return Spec(
        engine="keras",
        model="own",
        dataset="",
        task=Task("multiclass") if several else Task("one_against_rest", 0),
        validation_fraction=0.0,
        split_seed=0,
        hidden=(),
        output=OutputLayer(outputs, ""),
        loss="categorical_crossentropy" if several else "binary_crossentropy",
        optimizer={"name": "sgd", "learning_rate": 0.01},
        batch_size=BATCH_SIZE,
        epochs=1,
        seed=0,
        own=own,
    )


def _dataset(shape: tuple[int, ...], outputs: int) -> Dataset:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (N_IMAGES, *shape)).astype(np.uint8)
    labels = (np.arange(N_IMAGES) % max(outputs, 2)).astype(np.uint8)
    return Dataset(images, labels, images[:BATCH_SIZE], labels[:BATCH_SIZE])


def _leaves(layer: "keras.Layer") -> "Iterator[keras.Layer]":
    """The layers of a network, and of the networks in it."""
    import keras

    if isinstance(layer, keras.Model):
        for inner in layer.layers:
            yield from _leaves(inner)
    else:
        yield layer


def _all_among(layers: "list[keras.Layer]", names: tuple[str, ...]) -> bool:
    return all(_is_of_keras(layer) and type(layer).__name__ in names for layer in layers)


def _is_of_keras(layer: "keras.Layer") -> bool:
    return type(layer).__module__.startswith("keras.")


def _shape(layer: "keras.Layer") -> list[int | None] | None:
    """None for a layer with several outputs, or used several times."""
    try:
        return list(layer.output.shape[1:])
    except (AttributeError, ValueError):
        return None


def _activation(layer: "keras.Layer") -> str | None:
    import keras

    if type(layer) is keras.layers.Softmax:
        return "softmax"
    name = getattr(getattr(layer, "activation", None), "__name__", None)
    return name if name and hasattr(keras.activations, name) else None
