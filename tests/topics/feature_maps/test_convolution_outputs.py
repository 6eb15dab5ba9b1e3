"""What each convolution of a trained network answers is what Keras's layers answer.

In a process of its own: TensorFlow takes seconds and changes the process.
"""

import json

import pytest

from example_spec import EXAMPLE_SPEC
from tensorflow_programs import answer

BLOCKS = [
    {"filters": [3, 5], "kernel_size": 3, "activation": "relu", "dropout": 0.25},
    {"filters": [2], "kernel_size": 5, "activation": "tanh", "dropout": 0.0},
]
CNN = EXAMPLE_SPEC | {"model": "cnn", "blocks": BLOCKS}
ASK = """
import json, sys
import numpy as np
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.models.cnn import build
from labbook.topics.feature_maps.record_job import open_convolutions

spec = Spec.from_dict(json.loads(sys.argv[1]))
found = {}
for shape in ((12, 12), (12, 12, 3)):
    model = build(spec, shape)
    for number, variable in enumerate(model.non_trainable_variables):
        variable.assign(np.linspace(0.1, 0.2 + number, variable.shape[0]))
    images = np.random.default_rng(0).integers(0, 256, (7, *shape), dtype=np.uint8)
    outputs = open_convolutions(spec, model.get_weights(), shape)
    maps, answers = outputs(images)
    few, _ = outputs(images[:2])
    x, expected = images / np.float32(255), []
    for layer in model.layers:
        x = layer(x)
        if "conv" in layer.name:
            expected.append(x.numpy())
        # Of batch normalization; the dense layer has one, too.
        if "activation" in layer.name and x.ndim == 4:
            expected[-1] = x.numpy()
    found[len(shape)] = {
        "shapes": [one.shape for one in maps],
        "types": [str(one.dtype) for one in [*maps, answers]],
        "apart": max(float(abs(one - other).max()) for one, other in zip(maps, expected)),
        "answers_apart": float(abs(answers - x.numpy()).max()),
        "few_apart": max(float(abs(one[:2] - other).max()) for one, other in zip(maps, few)),
        "lowest": [float(one.min()) for one in maps],
    }
    try:
        open_convolutions(spec, model.get_weights()[:-1], shape)
    except LabbookError as error:
        found["refused"] = str(error)
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "normalized"])
def found(request):
    spec = CNN | {"batch_normalization": request.param}
    return answer(ASK, json.dumps(spec))


@pytest.mark.parametrize("n_dimensions", ["2", "3"])
def test_the_maps_are_those_of_the_layers_after_their_activation(found, n_dimensions: str) -> None:
    of = found[n_dimensions]
    assert of["shapes"] == [[7, 12, 12, 3], [7, 12, 12, 5], [7, 6, 6, 2]]
    assert set(of["types"]) == {"float32"}
    assert max(of["apart"], of["answers_apart"], of["few_apart"]) < 1e-5
    # ReLU is never negative, tanh is.
    assert of["lowest"][:2] == [0.0, 0.0]
    assert of["lowest"][2] < 0


def test_weights_of_another_network_are_refused(found) -> None:
    assert found["refused"].startswith("weights of shapes")
    assert found["refused"].endswith("delete the run and build again.")
