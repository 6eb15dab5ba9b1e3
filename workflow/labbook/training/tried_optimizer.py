"""What is wrong with an optimizer, before a training would come upon it."""

import math
from collections.abc import Iterator
from typing import Any

from labbook.training.objective import build_optimizer

UPDATES = 3


def fault_of(optimizer: dict[str, Any], steps_per_epoch: int, steps: int) -> str | None:
    """Why a training of `steps` steps with it would fail or be none; None if nothing is wrong.

    `optimizer`: as a spec has it. What does not hang on the data comes to light in a few updates of
    a tiny layer. TensorFlow must have been started.
    """
    try:
        return next(_faults(optimizer, steps_per_epoch, steps), None)
    except Exception as error:
        return " ".join(str(error).split()) or type(error).__name__


def _faults(optimizer: dict[str, Any], steps_per_epoch: int, steps: int) -> Iterator[str]:
    import keras

    built = build_optimizer(optimizer, steps_per_epoch)
    if isinstance(optimizer["learning_rate"], dict):
        for step in sorted({0, 1, steps // 2, steps - 1}):
            built.iterations.assign(step)
            rate = float(built.learning_rate)
            if not 0 <= rate < math.inf:
                yield f"its learning rate after step {step} of {steps} would be {rate:g}"
        built.iterations.assign(0)
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    weights = layer.trainable_variables
    for _ in range(UPDATES):
        built.apply([keras.ops.full(weight.shape, 0.5) for weight in weights], weights)
    if not all(bool(keras.ops.all(keras.ops.isfinite(weight))) for weight in weights):
        yield "after its first updates, weights are no numbers"
