"""An evaluation counts what Keras would, of every kind of network, and compiles little for it."""

from typing import Any

import numpy as np
import pytest

from tensorflow_programs import answers

# Of each network and set: our loss and accuracy, Keras's, and how far the outputs are apart.
PROGRAM = """
import json
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
from labbook.training.compiled_evaluation import _measure, compile_evaluations
from labbook.training.objective import build_loss

generator = np.random.default_rng(0)
keras.utils.set_random_seed(0)


def some(n):
    images = generator.integers(0, 256, (n, 8, 8)).astype(np.uint8)
    return images, np.eye(10, dtype=np.float32)[generator.integers(0, 10, n)]


# What its last layer gives is not what it answers.
class Milder(keras.Sequential):
    def call(self, inputs, training=None):
        return 0.5 * super().call(inputs, training=training) + 0.05


def chain(units, kind=keras.Sequential, last="softmax"):
    dense = keras.layers.Dense
    return kind([
        keras.Input((8, 8)), keras.layers.Flatten(), dense(units, "relu"), dense(10, last)
    ])


def branches():
    shown = keras.Input((8, 8))
    flat = keras.layers.Flatten()(shown)
    both = keras.layers.Dense(7, "tanh")(flat), keras.layers.Dense(9, "relu")(flat)
    outputs = keras.layers.Dense(10)(keras.layers.Concatenate()(both))
    return keras.Model(shown, keras.layers.Softmax()(outputs))


networks = {
    "chain": chain(5),
    "another": chain(11),
    "sigmoids": chain(5, last="sigmoid"),
    "linear": chain(5, last="relu"),
    "derived": chain(5, Milder),
    "branches": branches(),
}
# Less than a block of 250; two blocks and as much; two blocks.
sets = [some(30), some(530), some(500)]
loss = build_loss("categorical_crossentropy")
found, compiled = {}, {}
for name, network in networks.items():
    network.compile(loss=loss, metrics=["accuracy"], jit_compile=False)
    before = _measure.cache_info().misses
    rows = []
    for (images, targets), evaluate in zip(sets, compile_evaluations(network, loss, sets)):
        ours, outputs = evaluate()
        scaled = images.astype(np.float32) / 255
        theirs = network.evaluate(scaled, targets, batch_size=len(images), verbose=0)
        apart = np.abs(outputs - network(scaled, training=False).numpy()).max()
        rows.append([[ours.loss, ours.accuracy], theirs, float(apart)])
    found[name] = rows
    compiled[name] = _measure.cache_info().misses - before
print(json.dumps([found, compiled]))
"""


@pytest.fixture(scope="module")
def found() -> Any:
    [found] = answers([(PROGRAM, None)])
    return found


@pytest.mark.parametrize("name", ["chain", "another", "sigmoids", "linear", "derived", "branches"])
def test_loss_accuracy_and_outputs_are_those_of_keras(found: Any, name: str) -> None:
    metrics, _ = found
    for ours, theirs, apart in metrics[name]:
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
        assert apart < 1e-6


def test_what_follows_the_network_is_compiled_once_for_all_alike(found: Any) -> None:
    _, compiled = found
    assert [compiled["chain"], compiled["another"], compiled["sigmoids"]] == [1, 0, 1]
