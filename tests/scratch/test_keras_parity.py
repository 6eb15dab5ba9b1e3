"""The three networks learn as Keras's do: the loss at each of 50 steps, in double precision.

TensorFlow runs in a process of its own, as in a training job.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.spec import Spec
from labbook.scratch.full_batch import FullBatch
from labbook.scratch.gradient_descent import descend
from labbook.scratch.initial_network import initial_network
from labbook.scratch.network import Network, scaled
from labbook.training.targets import targets
from numpy_spec import NETWORKS

STEPS = 50
LEARNING_RATE = 0.5

PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import keras
import numpy as np
keras.config.set_floatx("float64")

steps, learning_rate, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
found = {}
for name, units, activations, loss in json.loads(sys.argv[4]):
    arrays = np.load(f"{folder}/{name}.npz")
    model = keras.Sequential([keras.Input(arrays["x"].shape[1:])] + [
        keras.layers.Dense(count, activation=activation)
        for count, activation in zip(units, activations)
    ])
    weights = [arrays[f"weight_{index}"] for index in range(2 * len(units))]
    model.set_weights(weights)
    assert all(weight.dtype == "float64" for weight in model.get_weights())
    model.compile(
        keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"], jit_compile=False
    )
    history = model.fit(
        arrays["x"], arrays["y"], batch_size=len(arrays["x"]), epochs=steps, shuffle=False,
        verbose=0,
    ).history
    found[name] = {
        "loss": history["loss"],
        "accuracy": history["accuracy"],
        "weights": [weight.tolist() for weight in model.get_weights()],
    }
print(json.dumps(found))
"""


def data_of(spec: Spec) -> tuple[np.ndarray, np.ndarray]:
    """300 images whose brightness tells their class, a little, and their targets."""
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 10, 300).astype(np.uint8)
    noise = generator.integers(0, 160, (300, 28, 28))
    images = (noise * (generator.random((10, 28, 28)) < 0.3)[labels]).astype(np.uint8)
    return images, targets(labels, spec.task, spec.output.units)


def network_of(spec: Spec) -> Network:
    return initial_network(spec, 784, np.float64)


@pytest.fixture(scope="module")
def keras_trainings(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """By network: loss and accuracy of each epoch, which is one step, and the last weights."""
    folder = tmp_path_factory.mktemp("keras")
    descriptions = []
    for name, spec in NETWORKS.items():
        images, answers = data_of(spec)
        network = network_of(spec)
        np.savez(
            Path(folder, f"{name}.npz"),
            x=scaled(images, np.dtype(np.float64)),
            y=answers.astype(np.float64),
            **{f"weight_{index}": weight for index, weight in enumerate(network.weights)},
        )
        layers = network.layers
        activations = [layer.activation.name for layer in layers]
        units = [len(layer.bias) for layer in layers]
        descriptions.append([name, units, activations, network.loss.name])
    done = subprocess.run(
        [
            *(sys.executable, "-c", PROGRAM, str(STEPS), str(LEARNING_RATE), str(folder)),
            json.dumps(descriptions),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", NETWORKS)
def test_fifty_steps_agree_with_keras(keras_trainings: dict, name: str) -> None:
    spec, theirs = NETWORKS[name], keras_trainings[name]
    images, answers = data_of(spec)
    plain, fast = network_of(spec), network_of(spec)
    x, y = scaled(images, np.dtype(np.float64)), answers.astype(np.float64)
    batch = FullBatch(fast, images, answers)
    plain_losses, steps = [], []
    for _ in range(STEPS):
        plain_losses.append(plain.loss_of(x, y))
        descend(plain, plain.gradients(x, y), LEARNING_RATE)
        steps.append(batch.step(LEARNING_RATE))
    np.testing.assert_allclose(plain_losses, theirs["loss"], rtol=0, atol=1e-5)
    np.testing.assert_allclose([step.loss for step in steps], theirs["loss"], rtol=0, atol=1e-5)
    assert [step.accuracy for step in steps] == pytest.approx(theirs["accuracy"], abs=1e-6)
    for ours, weight in zip(fast.weights, theirs["weights"], strict=True):
        np.testing.assert_allclose(ours, weight, rtol=0, atol=1e-5)
    assert plain_losses[-1] < 0.8 * plain_losses[0], "nothing was learned"
