"""Train a run once more, and look at its layers before the first epoch and after each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from labbook.artifacts.dataset import Dataset
from labbook.artifacts.spec import Spec
from labbook.data.split import split_validation
from labbook.errors import LabbookError
from labbook.topics.hidden_units.unit_answers import AnswerCount, LayerState
from labbook.topics.hidden_units.watched_layers import WatchedLayer, watched_layers
from labbook.training.compiled_epoch import as_network_input
from labbook.training.keras_run import train

# So many at a time: of forty layers, all answers to MNIST would take a gigabyte.
BATCH = 2000


def watch_training(
    spec: Spec, dataset: Dataset, weights: Sequence[np.ndarray], name: str
) -> list[list[LayerState]]:
    """For each epoch, the first before training, the state of each watched layer.

    After `start_tensorflow`. `weights` are what the run called `name` has ended with. Raises
    LabbookError unless this training ends with the same, bit for bit: so what was seen is of that
    run and no other.
    """
    rows, _ = split_validation(dataset.train_labels, spec.validation_fraction, spec.split_seed)
    looks: list[Callable[[], list[LayerState]]] = []
    seen: list[list[LayerState]] = []

    def look_at(network: Any) -> None:
        if not looks:
            looks.append(_look(network, watched_layers(spec), dataset.train_images[rows]))
        seen.append(looks[0]())

    # To record gradients changes no number, and takes time.
    trained = train(replace(spec, record_gradients=False), dataset, lambda *_: None, look_at)
    if len(weights) != len(trained.weights) or not all(map(_same_bits, weights, trained.weights)):
        raise LabbookError(
            f"Run {name}: trained once more for hidden_units, it does not end with the same "
            "weights, so what its units did is not known; delete its directory to have it trained "
            "on this machine, or leave hidden_units out."
        )
    return seen


def _look(
    model: Any, layers: Sequence[WatchedLayer], images: np.ndarray
) -> Callable[[], list[LayerState]]:
    """A function that says in which state the layers of `model` are when it is called.

    images: (n, ...) uint8. Without dropout, as when the network is asked.
    """
    import keras
    import tensorflow as tf

    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    opened = keras.Model(model.inputs, [dense[layer.place - 1].output for layer in layers])

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def answer(some: Any) -> Any:
        return tf.nest.flatten(opened(as_network_input(some), training=False))

    def look() -> list[LayerState]:
        counts = [AnswerCount(layer.activation) for layer in layers]
        for start in range(0, len(images), BATCH):
            answers = answer(tf.constant(images[start : start + BATCH]))
            for count, of_layer in zip(counts, answers, strict=True):
                count.add(of_layer.numpy())
        return [count.state() for count in counts]

    return look


def _same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and one.tobytes() == other.tobytes()
