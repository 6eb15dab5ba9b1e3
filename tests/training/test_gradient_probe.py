"""The probe records what a gradient tape finds step by step, and training does not notice it."""

import numpy as np

from tensorflow_programs import answers

PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
import tensorflow as tf
from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.models.mlp import build
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.epoch_rows import epoch_order
from labbook.training.gradient_probe import GradientProbe

N, SEED = 1050, 3
units, activation, batch_size, most, normalized = json.loads(sys.argv[1])
import labbook.training.gradient_probe as module
module.MOST_WINDOWS = most
generator = np.random.default_rng(0)
labels = generator.integers(0, 10, N)
images = (generator.integers(0, 200, (N, 28, 28)) + 5 * labels[:, None, None]).astype(np.uint8)
answers = np.eye(10, dtype=np.float32)[labels]
spec = Spec(
    "keras", "mlp", "none", Task("multiclass"), 0.2, 0,
    tuple(HiddenLayer(one, activation) for one in units), OutputLayer(10, "softmax"),
    "categorical_crossentropy", {}, batch_size, 2, SEED, batch_normalization=normalized,
)
loss = keras.losses.CategoricalCrossentropy()

def network():
    keras.utils.set_random_seed(1)
    return build(spec, (28, 28))

plain, probed, taped = network(), network(), network()
steps = -(-N // batch_size)
probe = GradientProbe(probed.trainable_variables, steps, 2)
metrics = []
for model, one in ((plain, None), (probed, probe)):
    epoch = compile_epoch(
        model, loss, keras.optimizers.SGD(0.01), images, answers, min(batch_size, N), one
    )
    metrics.append([vars(epoch(SEED, number)) for number in (1, 2)])
same = metrics[0] == metrics[1] and all(
    one.tobytes() == other.tobytes()
    for one, other in zip(plain.get_weights(), probed.get_weights())
)

found = []
for number in (1, 2):
    order = epoch_order(N, SEED, number)
    x, y = images[order].astype(np.float32) / 255, answers[order]
    for start in range(0, N, batch_size):
        rows = slice(start, start + batch_size)
        with tf.GradientTape() as tape:
            value = loss(y[rows], taped(x[rows], training=True))
        gradients = tape.gradient(value, [v.value for v in taped.trainable_variables])
        named = zip(taped.trainable_variables, gradients)
        found.append([one.numpy().tolist() for variable, one in named if variable.name != "gamma"])
        for variable, gradient in zip(taped.trainable_variables, gradients):
            variable.assign_sub(0.01 * gradient)
found = [[np.array(one) for one in step] for step in found]
norms = np.array([[np.linalg.norm(one) for one in step] for step in found])
largest = np.array([[np.abs(one).max() for one in step] for step in found])

def windows(values, fold):
    return np.concatenate([
        [fold(part, axis=0) for part in np.array_split(epoch, windows_an_epoch)]
        for epoch in np.split(values, 2)
    ])

recorded = probe.recorded()
windows_an_epoch = len(recorded.steps) // 2
kernels, biases = slice(0, None, 2), slice(1, None, 2)
pairs = {
    "kernel_norm": windows(norms, np.mean)[:, kernels],
    "bias_norm": windows(norms, np.mean)[:, biases],
    "kernel_max": windows(largest, np.max)[:, kernels],
    "bias_max": windows(largest, np.max)[:, biases],
}
print(json.dumps({
    "same": same,
    "steps": recorded.steps.tolist(),
    "errors": {
        name: float(np.max(np.abs(getattr(recorded, name) / expected - 1)))
        for name, expected in pairs.items()
    },
}))
"""


# Units, activation, size of a batch, windows at most, normalized; and the steps that are recorded.
# Steps of 42 rows divide 1050 evenly into windows of five steps; of 100, the last batch is smaller,
# and each window is a step; one of 5000 takes all rows, in chunks. Kernels of few units are turned.
# The shift of batch normalization is in the place of a bias.
CASES = [
    (([16, 8], "tanh", 42, 10, False), list(range(5, 51, 5))),
    (([256, 16], "relu", 100, 1000, False), list(range(1, 23))),
    (([12], "sigmoid", 5000, 1, False), [1, 2]),
    (([16, 8], "tanh", 100, 1000, True), list(range(1, 23))),
]


def test_the_gradients_are_those_of_a_tape_and_training_is_bit_for_bit_the_same() -> None:
    found = answers([(PROGRAM, arguments) for arguments, _ in CASES])
    for seen, (_, steps) in zip(found, CASES, strict=True):
        assert seen["same"]
        assert seen["steps"] == steps
        assert max(seen["errors"].values()) < 1e-4


EXTREMES = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import numpy as np
import tensorflow as tf
from labbook.training.gradient_probe import GradientProbe

layers = [(np.full((4, 4), value, np.float32), np.zeros(3, np.float32))
          for value in (1e-30, 0.0, 1e-45, -1e30, np.nan, np.inf)]
flat = [tf.constant(one) for layer in layers for one in layer]
results = []
for compiled in (True, False):
    probe = GradientProbe([tf.Variable(one) for one in flat], 2, 1)
    @tf.function(jit_compile=compiled, autograph=False)
    def both_steps():
        seen = probe.nothing_seen()
        for step in range(2):
            seen = probe.look(tf.constant(step), flat, *seen)
        return seen
    probe.keep(*both_steps())
    recorded = probe.recorded()
    results.append([getattr(recorded, name)[0].tolist() for name in
                    ("kernel_norm", "kernel_max", "bias_norm")])
try:
    GradientProbe([tf.Variable(tf.zeros(shape)) for shape in ((2, 2), (2,), (2,))], 2, 1)
except ValueError as error:
    refused = str(error)
print(json.dumps({"results": results, "refused": refused}))
"""


def test_nearly_vanished_gradients_are_no_zeros_and_zeros_are() -> None:
    (seen,) = answers([(EXTREMES, None)])
    for norm, largest, bias in seen["results"]:
        assert np.allclose(norm[:4], [4e-30, 0, 0, 4e30], rtol=1e-5, atol=0)
        assert np.allclose(largest[:4], [1e-30, 0, 0, 1e30], rtol=1e-5, atol=0)
        assert not np.isfinite([*norm[4:], *largest[4:]]).any()
        assert bias == [0.0] * 6
    assert "kernel and a bias" in seen["refused"]
