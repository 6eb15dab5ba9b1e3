"""What a process of a GPU's training sets, with a GPU that is made up: no test has a real one."""

from typing import Any

import pytest

from tensorflow_programs import answer

PROGRAM = """
import json, os
from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tensorflow_processor import of_tensorflow
start_tensorflow(0)
import tensorflow as tf

found = {"without": of_tensorflow()}
calls = []
tf.config.list_physical_devices = lambda kind: ["first", "second"]
tf.config.set_visible_devices = lambda *what: calls.append(what)
tf.config.experimental.set_memory_growth = lambda *what: calls.append(what)
start_tensorflow(0, "gpu")
found["calls"] = calls
found["flags"] = os.environ["XLA_FLAGS"].split()
found["tensor_float"] = tf.config.experimental.tensor_float_32_execution_enabled()

details = {"device_name": "Some GPU", "compute_capability": (8, 0)}
tf.config.get_visible_devices = lambda kind: ["first"]
tf.config.experimental.get_device_details = lambda gpu: details
print(json.dumps(found | {"with": of_tensorflow()}))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return dict(answer(PROGRAM))


def test_one_gpu_with_deterministic_operations(found: dict[str, Any]) -> None:
    assert found["calls"] == [[["first"], "GPU"], ["first", True]]
    assert "--xla_gpu_deterministic_ops=true" in found["flags"]
    assert not found["tensor_float"]


def test_its_name_is_what_decides(found: dict[str, Any]) -> None:
    assert [*found["without"]] == ["instruction set"]
    assert found["with"] == {"GPU": "Some GPU, compute capability 8.0"}
