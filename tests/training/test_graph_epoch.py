"""An epoch in a plain graph trains a convolutional network as Keras's own `model.fit` does.

TensorFlow runs in a process of its own, as in a training job.
"""

from typing import Any

import numpy as np
import pytest

from tensorflow_programs import answers

START = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
from labbook.artifacts.spec import ConvolutionBlock, HiddenLayer, OutputLayer, Spec, Task
from labbook.models.cnn import build
from labbook.training.compiled_evaluation import compile_evaluations
from labbook.training.epoch_rows import epoch_order
from labbook.training.graph_epoch import graph_epoch

N = 330
asked = json.loads(sys.argv[1])
shape, dropout, batch_size = asked["shape"], asked["dropout"], asked["batch_size"]
generator = np.random.default_rng(0)
labels = generator.integers(0, 10, N)
noise = generator.integers(0, 200, (N, *shape))
images = (noise + 5 * labels.reshape(N, *(1 for _ in shape))).astype(np.uint8)
answers = np.eye(10, dtype=np.float32)[labels]
spec = Spec(
    "keras", "cnn", "none", Task("multiclass"), 0.2, 0, (HiddenLayer(8, "relu", dropout),),
    OutputLayer(10, "softmax"), "categorical_crossentropy", {}, batch_size, 3, 0,
    (ConvolutionBlock((4, 4), 3, "relu", dropout), ConvolutionBlock((6,), 5, "tanh", dropout)),
)
loss = keras.losses.CategoricalCrossentropy()
ours = build(spec, tuple(shape))
"""

BESIDE_FIT = """
theirs = build(spec, tuple(shape))
theirs.set_weights(ours.get_weights())
# Compiled with XLA it would take long.
theirs.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"], jit_compile=False)
epoch = graph_epoch(ours, loss, keras.optimizers.Adam(0.01), images, answers, batch_size)
[evaluate] = compile_evaluations(ours, loss, [(images, answers)], with_xla=False)
scaled, rows = images.astype(np.float32) / 255, []
for number in (1, 2, 3):
    order = epoch_order(N, 0, number)
    trained, (validated, outputs) = epoch(0, number), evaluate()
    history = theirs.fit(
        scaled[order], answers[order], batch_size=batch_size, shuffle=False, verbose=0,
        validation_data=(scaled, answers),
    ).history
    rows.append([
        [trained.loss, trained.accuracy, validated.loss, validated.accuracy],
        [history[name][0] for name in ("loss", "accuracy", "val_loss", "val_accuracy")],
    ])
apart = float(np.max(np.abs(outputs - theirs.predict(scaled, verbose=0))))
print(json.dumps([rows, apart]))
"""

ONE_EPOCH = """
first = ours.get_weights()

def trained(seed, numbers):
    ours.set_weights(first)
    epoch = graph_epoch(ours, loss, keras.optimizers.SGD(0.0), images, answers, batch_size)
    return [epoch(seed, number).loss for number in numbers]

print(json.dumps([trained(3, [1, 2, 1]), trained(3, [2]), trained(4, [1])]))
"""


# 330 is no multiple of 64: the last batch is smaller, and is trained on. One of 5000 takes all
# images, in chunks.
CASES = [([12, 10], 64), ([8, 8, 3], 64), ([8, 8, 3], 5000)]


@pytest.fixture(scope="module")
def found() -> list[Any]:
    """Of each case, then of an epoch with dropout."""
    beside_fit = [
        (START + BESIDE_FIT, {"shape": shape, "dropout": 0.0, "batch_size": size})
        for shape, size in CASES
    ]
    with_dropout = {"shape": [8, 8, 3], "dropout": 0.5, "batch_size": 64}
    return answers([*beside_fit, (START + ONE_EPOCH, with_dropout)])


@pytest.mark.parametrize("case", range(len(CASES)))
def test_three_epochs_agree_with_fit(found: list[Any], case: int) -> None:
    rows, apart = found[case]
    metrics = np.array(rows)
    ours, theirs = metrics[:, 0], metrics[:, 1]
    np.testing.assert_allclose(ours[:, [0, 2]], theirs[:, [0, 2]], rtol=1e-3)
    # An accuracy moves in steps of one image in 330.
    np.testing.assert_allclose(ours[:, [1, 3]], theirs[:, [1, 3]], atol=2.5 / 330)
    assert apart < 1e-3
    assert not np.allclose(ours[0], ours[2]), "nothing was learned, so nothing was compared"


def test_seed_and_epoch_determine_the_dropout(found: list[Any]) -> None:
    """With a learning rate of 0, an epoch's loss depends on order and masks alone."""
    both, second, other = found[-1]
    first_loss, second_loss, again = both
    assert again == first_loss
    assert second == [second_loss]
    assert len({first_loss, second_loss, *other}) == 3
