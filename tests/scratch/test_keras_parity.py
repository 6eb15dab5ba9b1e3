"""The three networks learn as Keras's do: the loss at each of 50 steps, in double precision.

All sides train in a process of their own: TensorFlow as in a training job, NumPy with one thread.
"""

import json

import numpy as np
import pytest

from numpy_spec import NETWORKS
from tensorflow_programs import answer

STEPS = 50
PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import keras
import numpy as np
from labbook.artifacts.spec import Spec
from labbook.scratch.full_batch import FullBatch
from labbook.scratch.network import descend
from labbook.scratch.initial_network import initial_network
from labbook.scratch.network import scaled
from labbook.training.targets import targets

keras.config.set_floatx("float64")
steps, specs = json.loads(sys.argv[1])
generator = np.random.default_rng(0)
labels = generator.integers(0, 10, 300).astype(np.uint8)
# Each digit has pixels of its own, of random brightness.
marked = (generator.random((10, 28, 28)) < 0.3)[labels]
images = (generator.integers(0, 160, (300, 28, 28)) * marked).astype(np.uint8)
x = scaled(images, np.dtype(np.float64))
found = {}
for name, value in specs.items():
    spec = Spec.from_dict(value)
    y = targets(labels, spec.task, spec.output.units).astype(np.float64)
    rate = spec.optimizer["learning_rate"]
    plain, fast = (initial_network(spec, 784, np.float64) for _ in range(2))
    model = keras.Sequential([keras.Input((784,))] + [
        keras.layers.Dense(layer.units, activation=layer.activation)
        for layer in (*spec.hidden, spec.output)
    ])
    model.set_weights(plain.weights)
    assert all(weight.dtype == "float64" for weight in model.get_weights())
    model.compile(keras.optimizers.SGD(rate), spec.loss, metrics=["accuracy"], jit_compile=False)
    batch = FullBatch(fast, images, y)
    losses, accuracies = [], []
    for _ in range(steps):
        # Else Keras goes on averaging.
        model.reset_metrics()
        theirs = model.train_on_batch(x, y, return_dict=True)
        plain_loss = plain.loss_of(x, y)
        descend(plain, plain.gradients(x, y), rate)
        metrics = batch.step(rate)
        losses.append([plain_loss, metrics.loss, float(theirs["loss"])])
        accuracies.append([metrics.accuracy, float(theirs["accuracy"])])
    weights = [
        np.concatenate([weight.ravel() for weight in side]).tolist()
        for side in (plain.weights, fast.weights, model.get_weights())
    ]
    found[name] = {"losses": losses, "accuracies": accuracies, "weights": weights}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def trainings() -> dict:
    """By network: losses (steps; plain, fast, Keras) and accuracies (steps; fast, Keras) before
    each step, and all weights after the last (plain, fast, Keras).
    """
    specs = {name: spec.to_dict() for name, spec in NETWORKS.items()}
    return answer(PROGRAM, json.dumps([STEPS, specs]))


@pytest.mark.parametrize("name", NETWORKS)
def test_fifty_steps_agree_with_keras(trainings: dict, name: str) -> None:
    found = {key: np.array(value) for key, value in trainings[name].items()}
    assert len(found["losses"]) == STEPS
    for side in (0, 1):
        np.testing.assert_allclose(found["losses"][:, side], found["losses"][:, 2], 0, 1e-5)
        np.testing.assert_allclose(found["weights"][side], found["weights"][2], 0, 1e-5)
    # Keras counts in single precision.
    np.testing.assert_allclose(found["accuracies"][:, 0], found["accuracies"][:, 1], 0, 1e-6)
    assert found["losses"][-1, 0] < 0.8 * found["losses"][0, 0], "nothing was learned"
