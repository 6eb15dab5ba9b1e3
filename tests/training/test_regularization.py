"""Each setting of regularization trains as Keras's own `model.fit` does, on the same batches.

The networks beside ours are written as a user of Keras would write them. TensorFlow runs in a
process of its own, as in a training job.
"""

import json
from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from labbook.training.objective import class_weights
from tensorflow_programs import answer

PROGRAM = """
import importlib, json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
from labbook.artifacts.spec import Spec
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.compiled_evaluation import compile_evaluations
from labbook.training.epoch_rows import epoch_order
from labbook.training.graph_epoch import graph_epoch
from labbook.training.objective import build_loss, build_objective, build_optimizer
from labbook.training.targets import targets, task_labels

def by_hand(spec, side):
    kernel = {"kernel_regularizer": keras.regularizers.L1L2(spec.l1, spec.l2)}
    if spec.kernel_initializer:
        kernel["kernel_initializer"] = spec.kernel_initializer
    layers = keras.layers

    def inner(kind, *sizes, activation, **further):
        if not spec.batch_normalization:
            return [kind(*sizes, activation=activation, **kernel, **further)]
        return [
            kind(*sizes, use_bias=False, **kernel, **further),
            layers.BatchNormalization(),
            layers.Activation(activation),
        ]

    found = [layers.Reshape((side, side, 1))] if spec.blocks else []
    for block in spec.blocks:
        for filters in block.filters:
            size, how = block.kernel_size, block.activation
            found += inner(layers.Conv2D, filters, size, activation=how, padding="same")
        found.append(layers.MaxPooling2D())
    found.append(layers.Flatten())
    for hidden in spec.hidden:
        found += inner(layers.Dense, hidden.units, activation=hidden.activation)
    found.append(layers.Dense(spec.output.units, activation=spec.output.activation, **kernel))
    return keras.Sequential([keras.Input((side, side)), *found])


def compared(spec):
    n, side = 1050, 8 if spec.blocks else 28
    generator = np.random.default_rng(0)
    labels = np.minimum(generator.integers(0, 14, n), 9).astype(np.uint8)
    noise = generator.integers(0, 200, (n, side, side))
    images = (noise + 5 * labels[:, None, None]).astype(np.uint8)
    scaled = images.astype(np.float32) / 255
    answers = targets(labels, spec.task, spec.output.units)
    of_task = task_labels(labels, spec.task)

    keras.utils.set_random_seed(1)
    ours = importlib.import_module("labbook.models." + spec.model).build(spec, (side, side))
    keras.utils.set_random_seed(1)
    theirs = by_hand(spec, side)
    pairs = lambda: zip(ours.get_weights(), theirs.get_weights(), strict=True)
    same_start = all(one.tobytes() == other.tobytes() for one, other in pairs())
    weights = spec.class_weight
    if weights == "balanced":
        weights = {one: n / (of_task.max() + 1) / np.sum(of_task == one) for one in set(of_task)}
    elif weights:
        weights = {int(one): weight for one, weight in weights.items()}
    loss_name = "".join(part.capitalize() for part in spec.loss.split("_"))
    smoothing = {"label_smoothing": spec.label_smoothing} if spec.label_smoothing else {}
    theirs.compile(
        build_optimizer(spec.optimizer, 11),
        getattr(keras.losses, loss_name)(**smoothing),
        metrics=["accuracy", getattr(keras.metrics, loss_name)(name="plain")],
        # Ours alone is compiled with XLA, which takes long.
        jit_compile=False,
    )
    loss = build_loss(spec.loss)
    epoch = (graph_epoch if spec.blocks else compile_epoch)(
        ours, loss, build_optimizer(spec.optimizer, 11), images, answers, spec.batch_size,
        objective=build_objective(spec, of_task),
    )
    [evaluate] = compile_evaluations(ours, loss, [(images, answers)], not spec.blocks)
    rows = []
    for number in (1, 2, 3):
        order = epoch_order(n, 0, number)
        trained, (validated, _) = epoch(0, number), evaluate()
        history = theirs.fit(
            scaled[order], answers[order], batch_size=spec.batch_size, shuffle=False, verbose=0,
            validation_data=(scaled, answers), class_weight=weights or None,
        ).history
        rows.append([
            [trained.loss, trained.accuracy, validated.loss, validated.accuracy],
            [history[name][0] for name in ("plain", "accuracy", "val_plain", "val_accuracy")],
        ])
    apart = [float(np.abs(one - other).max()) for one, other in pairs()]
    keras.backend.clear_session()
    return {"same_start": same_start, "rows": rows, "apart": max(apart)}


specs = json.loads(sys.argv[1])
print(json.dumps({name: compared(Spec.from_dict(spec)) for name, spec in specs.items()}))
"""
SPEC: dict[str, Any] = {
    "engine": "keras",
    "model": "mlp",
    "dataset": "none",
    "task": {"kind": "multiclass"},
    "validation_fraction": 0.2,
    "split_seed": 0,
    "hidden": [{"units": 16, "activation": "relu"}, {"units": 8, "activation": "tanh"}],
    "output": {"units": 10, "activation": "softmax"},
    "loss": "categorical_crossentropy",
    "optimizer": {"name": "sgd", "learning_rate": 0.05},
    # 1,050 is no multiple of it, and a batch has more rows than a chunk.
    "batch_size": 400,
    "epochs": 3,
    "seed": 0,
}
ONE_OUTPUT = {
    "task": {"kind": "one_against_rest", "positive": 9},
    "output": {"units": 1, "activation": "sigmoid"},
    "loss": "binary_crossentropy",
}
CONVOLUTIONS = {
    "model": "cnn",
    "blocks": [{"filters": [4, 3], "kernel_size": 3, "activation": "relu", "dropout": 0.0}],
}
NORMALIZED = {"batch_normalization": True}
CASES = {
    "batch normalization": NORMALIZED,
    "batch normalization, convolutions": {**NORMALIZED, **CONVOLUTIONS},
    "L1, L2 and initial weights": {"l1": 0.01, "l2": 0.1, "kernel_initializer": "he_normal"},
    "L1 and L2, convolutions": {"l1": 0.01, "l2": 0.1, **CONVOLUTIONS},
    "AdamW": {"optimizer": {"name": "adamw", "learning_rate": 0.001, "weight_decay": 0.1}},
    "smoothing and weight decay": {
        "label_smoothing": 0.2,
        "optimizer": {"name": "sgd", "learning_rate": 0.05, "weight_decay": 0.1},
    },
    "balanced, one output": {"class_weight": "balanced", **ONE_OUTPUT},
    "class weights": {"class_weight": {"0": 5.0, "9": 0.0}},
    "class weights, squared error": {"class_weight": {"0": 5.0}, "loss": "mean_squared_error"},
    "all": {
        **NORMALIZED,
        **{"l1": 0.001, "l2": 0.01, "label_smoothing": 0.1, "class_weight": "balanced"},
        "kernel_initializer": "lecun_normal",
        "optimizer": {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.1},
    },
}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Of each case, and of a training without any of it: three epochs, ours and theirs."""
    specs = {name: SPEC | changes for name, changes in {"plain": {}, **CASES}.items()}
    return dict(answer(PROGRAM, json.dumps(specs)))


@pytest.mark.parametrize("case", CASES)
def test_three_epochs_agree_with_fit(case: str, found: dict[str, Any]) -> None:
    ours, theirs = np.array(found[case]["rows"]).transpose(1, 0, 2)
    assert found[case]["same_start"]
    np.testing.assert_allclose(ours[:, [0, 2]], theirs[:, [0, 2]], rtol=1e-3)
    # An accuracy moves in steps of one image in 1050.
    np.testing.assert_allclose(ours[:, [1, 3]], theirs[:, [1, 3]], atol=2.5 / 1050)
    assert found[case]["apart"] < 1e-3
    plain = np.array(found["plain"]["rows"])[:, 0, 2]
    assert not np.allclose(ours[:, 2], plain, rtol=1e-4), "it changes nothing"


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    labels = np.repeat(np.arange(4), [1, 5, 20, 3])
    found = class_weights("balanced", labels, 4)
    np.testing.assert_allclose(
        found, compute_class_weight("balanced", classes=np.arange(4), y=labels), rtol=1e-6
    )


def test_classes_that_are_not_named_weigh_one() -> None:
    found = class_weights({"1": 3.0}, np.zeros(5, int), 3)
    assert found is not None
    assert found.tolist() == [1.0, 3.0, 1.0]
    assert class_weights("", np.zeros(5, int), 3) is None
