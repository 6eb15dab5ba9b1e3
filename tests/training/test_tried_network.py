"""What becomes of a network of one's own is found out before a run trains it."""

import json
from typing import Any

import pytest

from own_files import (
    CONVOLUTIONS,
    DENSE,
    IN_PYTHON,
    NORMALIZED,
    PENALIZED,
    UNSEEDED,
    own_network,
    write_own,
)
from tensorflow_programs import run_python

GIVES = "def build(input_shape, classes):\n    "
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "compiled": (
        DENSE,
        {"way": "compiled", "repeats": True, "draws": True, "activation": "softmax"},
    ),
    "graph": (CONVOLUTIONS, {"way": "graph", "repeats": True}),
    "batches": (NORMALIZED, {"way": "whole_batches", "repeats": True}),
    "fit": (PENALIZED, {"way": "fit", "repeats": True}),
    "eager": (IN_PYTHON, {"way": "eager", "repeats": True}),
    "unseeded": (UNSEEDED, {"way": "compiled", "repeats": False}),
    "pinned": (
        DENSE.replace("    return", "    keras.utils.set_random_seed(1)\n    return"),
        {"way": "compiled", "repeats": True, "draws": False},
    ),
    "name": (
        "import keras\n\ndef build(input_shape, classes):\n    return foo(classes)\n",
        {"fault": "{file}, line 4: NameError: name 'foo' is not defined"},
    ),
    "module": (
        "import kears\n" + DENSE,
        {"fault": "{file}, line 1: ModuleNotFoundError: No module named 'kears'"},
    ),
    "none": (
        GIVES + "pass\n",
        {"fault": "{file}: build returns NoneType, which is no model of Keras"},
    ),
    "argument": (
        "def build(shape, classes):\n    pass\n",
        {"fault": "{file}: TypeError: build() got an unexpected keyword argument 'input_shape'"},
    ),
    "outputs": (
        DENSE.replace("Dense(classes", "Dense(7"),
        {
            "fault": "{file}: build returns a network whose answers to two images are of shape "
            "(2, 7); they must be of (2, 10)"
        },
    ),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, dict[str, Any]]]:
    """Of all cases, by one process: the file and what came of it."""
    questions = []
    for name, (text, _) in CASES.items():
        own = own_network(write_own(tmp_path_factory.mktemp(name), text))
        for unasked in ("layers", "way", "repeats"):
            del own[unasked]
        questions.append({"own": own, "image_shape": [28, 28], "outputs": 10})
    done = run_python("-m", "labbook.commands.try_own", text=json.dumps(questions))
    assert done.returncode == 0, done.stderr
    files = [question["own"]["file"] for question in questions]
    return dict(zip(CASES, zip(files, json.loads(done.stdout), strict=True), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_network_is_tried(answers: Any, case: str) -> None:
    file, answer = answers[case]
    wanted = CASES[case][1]
    if "fault" in wanted:
        assert answer["fault"] == wanted["fault"].format(file=file)
    else:
        assert answer["fault"] is None, answer
        assert {name: answer[name] for name in wanted} == wanted


def test_layers_are_told(answers: Any) -> None:
    assert answers["compiled"][1]["layers"] == [
        ["flatten", "Flatten", [784], 0],
        ["dense", "Dense", [8], 6280],
        ["dropout", "Dropout", [8], 0],
        ["dense_1", "Dense", [10], 90],
    ]
