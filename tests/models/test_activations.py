"""Activations of our own, as Keras computes them and their gradients.

Keras is asked in a process of its own: importing it takes seconds and changes the process.
"""

import json
from typing import Any

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.config.engine_names import ACTIVATIONS, OWN_ACTIVATIONS
from labbook.models.activations import OWN, activation
from tensorflow_programs import answer

POINTS = np.linspace(-6, 6, 241)
DEEP = EXAMPLE_SPEC | {"hidden": [{"units": 32, "activation": "lecun_tanh"}] * 4}
ASK_KERAS = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
import tensorflow as tf
from labbook.artifacts.spec import Spec
from labbook.models.activations import activation
from labbook.models.mlp import build

z = tf.constant(json.loads(sys.argv[1]), tf.float64)
with tf.GradientTape() as tape:
    tape.watch(z)
    a = activation("lecun_tanh")(z)
model = build(Spec.from_dict(json.loads(sys.argv[2])), (28, 28))
json.dump(
    {
        "values": a.numpy().tolist(),
        "slopes": tape.gradient(a, z).numpy().tolist(),
        "parameters": model.count_params(),
        "layers": [layer.activation.__name__ for layer in model.layers if layer.weights],
    },
    sys.stdout,
)
"""


@pytest.fixture(scope="module")
def keras() -> dict[str, Any]:
    return answer(ASK_KERAS, json.dumps(POINTS.tolist()), json.dumps(DEEP))


def test_lecuns_tanh_has_the_constants_of_its_paper(keras) -> None:
    # LeCun et al. 1998, section 4.4: the plain tanh takes 1 to 1 and -1 to -1, with four digits.
    expected = 1.7159 * np.tanh(2 * POINTS / 3) + 0.01 * POINTS
    np.testing.assert_allclose(keras["values"], expected, rtol=1e-12, atol=1e-14)
    assert np.interp(1.0, POINTS, keras["values"]) == pytest.approx(1.01, abs=1e-4)


def test_its_gradient_is_its_slope(keras) -> None:
    step = 1e-6
    ends = [1.7159 * np.tanh(2 * z / 3) + 0.01 * z for z in (POINTS - step, POINTS + step)]
    np.testing.assert_allclose(keras["slopes"], (ends[1] - ends[0]) / (2 * step), atol=1e-8)


def test_a_network_takes_it_for_its_hidden_layers(keras) -> None:
    assert keras["layers"] == ["lecun_tanh"] * 4 + ["softmax"]
    # As the assignment's source prints it for five layers, the output among them.
    assert keras["parameters"] == 28_618


def test_own_activations_are_those_that_a_config_may_name() -> None:
    assert tuple(OWN) == OWN_ACTIVATIONS
    assert not set(OWN) & set(ACTIVATIONS)
    assert [activation(name) for name in ACTIVATIONS] == list(ACTIVATIONS)
