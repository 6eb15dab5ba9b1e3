"""A compiled epoch trains as plain steps do that multiply by the masks of its rows."""

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
from labbook.training.compiled_evaluation import compile_evaluations
from labbook.training.counted_dropout import CountedDropout, dropout_keys
from labbook.training.epoch_rows import epoch_order

N, SEED = 1050, 3
hidden, batch_size = json.loads(sys.argv[1])
generator = np.random.default_rng(0)
labels = generator.integers(0, 10, N)
images = (generator.integers(0, 200, (N, 28, 28)) + 5 * labels[:, None, None]).astype(np.uint8)
answers = np.eye(10, dtype=np.float32)[labels]
spec = Spec(
    "keras", "mlp", "none", Task("multiclass"), 0.2, 0,
    tuple(HiddenLayer(units, "relu", rate) for units, rate in hidden), OutputLayer(10, "softmax"),
    "categorical_crossentropy", {}, batch_size, 2, SEED,
)
ours = build(spec, (28, 28))
weights = [tf.Variable(array) for array in ours.get_weights()]
loss = keras.losses.CategoricalCrossentropy()

def masks(epoch):
    '''For all rows of an epoch at once, and the layers that have some dropout.'''
    found = []
    rates = [(units, rate) for units, rate in hidden if rate]
    keys = dropout_keys(SEED, epoch, len(rates))
    for key, (units, rate) in zip(keys, rates, strict=True):
        layer = CountedDropout(
            keras.Sequential([keras.Input((units,)), keras.layers.Dropout(rate)])
        )
        layer.count_from(layer.drops(SEED, epoch)._replace(keys=key[None]), 0)
        found.append(layer.network(tf.ones((N, units))))
    return found

def network(x, scaled_masks):
    remaining = list(scaled_masks)
    for (_, rate), kernel, bias in zip(hidden, weights[::2], weights[1::2]):
        x = tf.nn.relu(x @ kernel + bias)
        x = x * remaining.pop(0) if rate else x
    return tf.nn.softmax(x @ weights[-2] + weights[-1])

def plain_epoch(number):
    order, scaled_masks = epoch_order(N, SEED, number), masks(number)
    x, y = images[order].reshape(N, -1).astype(np.float32) / 255, answers[order]
    for start in range(0, N, batch_size):
        rows = slice(start, start + batch_size)
        with tf.GradientTape() as tape:
            value = loss(y[rows], network(x[rows], [mask[rows] for mask in scaled_masks]))
        for variable, gradient in zip(weights, tape.gradient(value, weights)):
            variable.assign_sub(0.1 * gradient)

optimizer = keras.optimizers.SGD(0.1)
epoch = compile_epoch(ours, loss, optimizer, images, answers, batch_size)
for number in (1, 2):
    epoch(SEED, number)
    plain_epoch(number)
differences = [
    float(np.max(np.abs(one - other.numpy()))) for one, other in zip(ours.get_weights(), weights)
]
[evaluate] = compile_evaluations(ours, loss, [(images, answers)])
_, outputs = evaluate()
scaled = images.reshape(N, -1).astype(np.float32) / 255
undropped = network(scaled, [1.0] * len(hidden)).numpy()
print(json.dumps([max(differences), float(np.max(np.abs(outputs - undropped)))]))
"""


# 1050 is no multiple of 100: the last batch is smaller. One of 5000 takes all rows, in chunks. The
# kernels of few units are turned, those of 256 are not.
CASES = [
    ([[16, 0.5]], 100),
    ([[256, 0.2], [16, 0.0], [8, 0.5]], 100),
    ([[16, 0.0], [16, 0.3]], 5000),
]


def test_two_epochs_agree_with_plain_steps() -> None:
    for in_weights, in_answers in answers([(PROGRAM, case) for case in CASES]):
        assert in_weights < 1e-5
        assert in_answers < 1e-5
