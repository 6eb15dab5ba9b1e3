"""Dropout in the compiled epoch draws anew at every step, and trains what it should."""

import json
import subprocess
import sys

import pytest

from example_spec import EXAMPLE_SPEC

PROGRAM = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
import keras
import numpy as np
from labbook.artifacts.spec import Spec
from labbook.models.mlp import build
from labbook.training.compiled_epoch import compile_epoch
from labbook.training.epoch_order import epoch_order
from labbook.training.loss import build_loss
from labbook.training.optimizer import build_optimizer

spec = Spec.from_dict(json.loads(sys.argv[1]))
generator = np.random.default_rng(0)
images = generator.integers(0, 256, (640, 28, 28)).astype(np.uint8)
answers = np.eye(10, dtype=np.float32)[generator.integers(0, 10, 640)]
model = build(spec, (28, 28))
epoch = compile_epoch(
    model, build_loss(spec.loss), build_optimizer(spec.optimizer, 10), images, answers, 64
)
(dropout,) = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
states = [dropout.seed_generator.state.numpy().tolist()]
for number in (1, 2):
    epoch(epoch_order(640, 0, number))
    states.append(dropout.seed_generator.state.numpy().tolist())
print(json.dumps(states))
"""


@pytest.mark.parametrize("optimizer", ["adam", "muon"])
def test_every_step_draws_anew(optimizer: str) -> None:
    spec = EXAMPLE_SPEC | {"optimizer": {"name": optimizer, "learning_rate": 0.01}}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(spec)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second, third = json.loads(done.stdout.splitlines()[-1])
    draws = [sum(after) - sum(before) for before, after in ((first, second), (second, third))]
    # The generator counts what it has drawn: ten steps an epoch.
    assert draws[0] >= 10
    assert draws[0] == draws[1]
