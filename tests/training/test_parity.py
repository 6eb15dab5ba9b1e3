"""The compiled epoch trains as Keras's own `model.fit` does.

TensorFlow runs in a process of its own, as in a training job.
"""

from typing import Any

import numpy as np
import pytest

from tensorflow_programs import answers

PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.models.mlp import build
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.compiled_evaluation import compile_evaluations
from labbook.training.epoch_rows import epoch_order
from labbook.training.objective import build_loss
from labbook.training.objective import build_optimizer
from labbook.training.targets import targets

optimizer, outputs, hidden, batch_size = json.loads(sys.argv[1])
generator = np.random.default_rng(0)
labels = generator.integers(0, 10, 1050).astype(np.uint8)
images = (generator.integers(0, 200, (1050, 28, 28)) + 5 * labels[:, None, None]).astype(np.uint8)
task = Task("one_against_rest", 3) if outputs == 1 else Task("multiclass")
spec = Spec(
    "keras", "mlp", "none", task, 0.2, 0,
    tuple(HiddenLayer(units, "relu") for units in hidden),
    OutputLayer(outputs, "sigmoid" if outputs == 1 else "softmax"),
    "binary_crossentropy" if outputs == 1 else "categorical_crossentropy",
    optimizer, batch_size, 3, 0,
)
answers = targets(labels, task, outputs)
ours, theirs = build(spec, (28, 28)), build(spec, (28, 28))
theirs.set_weights(ours.get_weights())
loss = build_loss(spec.loss)
# Ours alone is compiled with XLA, which takes long.
theirs.compile(
    build_optimizer(optimizer, 11), loss, metrics=["accuracy"], jit_compile=False
)
epoch = compile_epoch(ours, loss, build_optimizer(optimizer, 11), images, answers, batch_size)
[evaluate] = compile_evaluations(ours, loss, [(images, answers)])
rows = []
for number in (1, 2, 3):
    order = epoch_order(1050, 0, number)
    trained, (validated, _) = epoch(0, number), evaluate()
    scaled = images.astype(np.float32) / 255
    history = theirs.fit(
        scaled[order], answers[order], batch_size=batch_size, shuffle=False, verbose=0,
        validation_data=(scaled, answers),
    ).history
    rows.append([
        [trained.loss, trained.accuracy, validated.loss, validated.accuracy],
        [history[name][0] for name in ("loss", "accuracy", "val_loss", "val_accuracy")],
    ])
print(json.dumps(rows))
"""


# Optimizer, outputs, hidden units, size of a batch. 1050 is no multiple of 100: the last batch is
# smaller, and is trained on.
CASES: list[tuple[dict[str, Any], int, list[int], int]] = [
    ({"name": "sgd", "learning_rate": 0.01}, 1, [], 100),
    ({"name": "adam", "learning_rate": 0.001}, 1, [16], 100),
    ({"name": "adadelta", "learning_rate": 1.0}, 10, [16, 8], 64),
    ({"name": "rmsprop", "learning_rate": 0.001}, 10, [16], 100),
    ({"name": "sgd", "learning_rate": 0.1, "momentum": 0.9}, 10, [16], 5000),
    (
        {
            "name": "adam",
            "learning_rate": {
                "schedule": "CosineDecay",
                "initial_learning_rate": 0.01,
                "decay_epochs": 3,
            },
        },
        10,
        [16],
        100,
    ),
]


@pytest.fixture(scope="module")
def found() -> list[Any]:
    return answers([(PROGRAM, case) for case in CASES])


@pytest.mark.parametrize("case", range(len(CASES)))
def test_three_epochs_agree_with_fit(found: list[Any], case: int) -> None:
    metrics = np.array(found[case])
    ours, theirs = metrics[:, 0], metrics[:, 1]
    np.testing.assert_allclose(ours[:, [0, 2]], theirs[:, [0, 2]], rtol=1e-3)
    # An accuracy moves in steps of one image in 1050.
    np.testing.assert_allclose(ours[:, [1, 3]], theirs[:, [1, 3]], atol=2.5 / 1050)
    assert not np.allclose(ours[0], ours[2]), "nothing was learned, so nothing was compared"
