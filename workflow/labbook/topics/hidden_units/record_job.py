"""Record what the units of an experiment's networks did while these trained."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.dataset import Dataset, read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.data.split import split_validation
from labbook.errors import LabbookError
from labbook.models import mlp
from labbook.topics.hidden_units.unit_answers import AnswerCount, LayerState
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    RunUnits,
    write_hidden_units,
)
from labbook.topics.hidden_units.watched_layers import WatchedLayer, watched_layers
from labbook.training.compiled_epoch import as_network_input
from labbook.training.keras_run import train
from labbook.training.tensorflow_process import start_tensorflow

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
    import keras

    keras.backend.clear_session()  # what other runs in this process have left
    keras.utils.set_random_seed(spec.seed)
    rows, _ = split_validation(dataset.train_labels, spec.validation_fraction, spec.split_seed)
    looks: list[Callable[[], list[LayerState]]] = []
    seen: list[list[LayerState]] = []

    def look_at(model: Any) -> None:
        looks.append(_look(model, watched_layers(spec), dataset.train_images[rows]))
        seen.append(looks[0]())

    with hand_over_networks(look_at):
        # To record gradients changes no number, and takes time.
        trained = train(
            replace(spec, record_gradients=False), dataset, lambda *_: seen.append(looks[0]())
        )
    if len(weights) != len(trained.weights) or not all(map(_same_bits, weights, trained.weights)):
        raise LabbookError(
            f"Run {name}: trained once more for hidden_units, it does not end with the same "
            "weights, so what its units did is not known; delete its directory to have it trained "
            "on this machine, or leave hidden_units out."
        )
    return seen


@contextmanager
def hand_over_networks(receive: Callable[[Any], None]) -> Iterator[None]:
    """Inside it, `receive` gets each network that `labbook.models.mlp` builds.

    `train` shows its network to nobody, and any change to its code trains all runs of all reports
    again. The next such change should hand the network to `report`; then this is not needed.
    """
    build = mlp.build

    def build_and_hand_over(spec: Spec, input_shape: tuple[int, ...]) -> Any:
        model = build(spec, input_shape)
        receive(model)
        return model

    mlp.build = build_and_hand_over
    try:
        yield
    finally:
        mlp.build = build


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


def make(*, summary: Path, dataset_file: Path, dataset_sha256: str, units: Path) -> None:
    """Train each run that did not diverge once more, all in this process, and write the file."""
    found = read_summary(summary)
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    start_tensorflow(seed=0)
    watched = [_watch(configuration, dataset) for configuration in found.configurations]
    with_layers = tuple(configuration for configuration in watched if configuration.layers)
    write_hidden_units(units, HiddenUnits(found.lab, found.experiment, with_layers))


def _watch(configuration: ConfigurationSummary, dataset: Dataset) -> ConfigurationUnits:
    layers = watched_layers(_spec(configuration.runs[0]))
    runs = [run for run in configuration.runs if layers and not run.diverged]
    return ConfigurationUnits(
        configuration.name, layers, tuple(_watch_run(run, dataset) for run in runs)
    )


def _watch_run(run: RunSummary, dataset: Dataset) -> RunUnits:
    weights = read_weights(Path(run.directory) / "weights.npz")
    seen = watch_training(_spec(run), dataset, weights, run.name)
    print(f"{run.name}: watched, {time.process_time():.1f} s of CPU so far", flush=True)
    return RunUnits(
        run.key,
        run.seed,
        tuple(tuple(layer.n_stuck for layer in epoch) for epoch in seen),
        tuple(tuple(layer.variation for layer in epoch) for epoch in seen),
    )


def _spec(run: RunSummary) -> Spec:
    return Spec.from_dict(read_json(Path(run.directory) / "spec.json"))
