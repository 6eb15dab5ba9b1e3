"""The convolutional network that Keras builds for a spec.

Keras is asked in a process of its own: importing it takes seconds and changes the process.
"""

import json
from typing import Any

import pytest

from example_spec import EXAMPLE_SPEC
from tensorflow_programs import answer

BLOCKS = [
    {"filters": [4, 6], "kernel_size": 3, "activation": "relu", "dropout": 0.25},
    {"filters": [8], "kernel_size": 5, "activation": "lecun_tanh", "dropout": 0.0},
]
CNN = EXAMPLE_SPEC | {"model": "cnn", "blocks": BLOCKS}
ASK_KERAS = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(0)
from labbook.artifacts.spec import Spec
from labbook.models.cnn import build

spec = Spec.from_dict(json.loads(sys.argv[1]))
found = {}
for shape in ((28, 28), (32, 32, 3)):
    model = build(spec, shape)
    found[len(shape)] = {
        "parameters": model.count_params(),
        "layers": [type(layer).__name__ for layer in model.layers],
        "shapes": [layer.output.shape[1:] for layer in model.layers],
        "rates": [layer.rate for layer in model.layers if hasattr(layer, "rate")],
    }
try:
    build(spec, (3, 28))
except ValueError as error:
    found["refused"] = type(error).__name__
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def keras() -> dict[str, Any]:
    return answer(ASK_KERAS, json.dumps(CNN))


def test_parameters_of_gray_images_counted_by_hand(keras: dict[str, Any]) -> None:
    # A kernel has 3 x 3 or 5 x 5 weights a channel, and a bias; pooling: 28 -> 14 -> 7 pixels.
    convolutions = (9 * 1 + 1) * 4 + (9 * 4 + 1) * 6 + (25 * 6 + 1) * 8
    assert keras["2"]["parameters"] == convolutions + (7 * 7 * 8 + 1) * 8 + (8 + 1) * 10


def test_parameters_of_color_images_counted_by_hand(keras: dict[str, Any]) -> None:
    convolutions = (9 * 3 + 1) * 4 + (9 * 4 + 1) * 6 + (25 * 6 + 1) * 8
    assert keras["3"]["parameters"] == convolutions + (8 * 8 * 8 + 1) * 8 + (8 + 1) * 10


def test_a_block_is_convolutions_pooling_and_dropout(keras: dict[str, Any]) -> None:
    first = ["Conv2D", "Conv2D", "MaxPooling2D", "Dropout"]
    rest = ["Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout", "Dense"]
    assert keras["3"]["layers"] == [*first, *rest]
    assert keras["2"]["layers"] == ["Reshape", *first, *rest]
    assert keras["3"]["rates"] == [0.25, 0.1]


def test_padding_keeps_the_size_and_pooling_halves_it(keras: dict[str, Any]) -> None:
    color = keras["3"]["shapes"]
    assert color[:4] == [[32, 32, 4], [32, 32, 6], [16, 16, 6], [16, 16, 6]]
    assert color[4:7] == [[16, 16, 8], [8, 8, 8], [512]]


def test_pooling_that_leaves_no_pixel_is_an_error(keras: dict[str, Any]) -> None:
    assert keras["refused"] == "ValueError"
