"""What a process of a GPU's training sets, with a GPU that is made up: no test has a real one."""

import os

import pytest

from labbook.training.tensorflow_process import start_tensorflow
from labbook.training.tensorflow_processor import of_tensorflow

start_tensorflow(0)
import tensorflow as tf  # noqa: E402


def test_one_gpu_with_deterministic_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["first", "second"])
    for module, name in (
        (tf.config, "set_visible_devices"),
        (tf.config.experimental, "set_memory_growth"),
    ):
        monkeypatch.setattr(module, name, lambda *what: calls.append(what))
    start_tensorflow(0, "gpu")
    assert calls == [(["first"], "GPU"), ("first", True)]
    assert "--xla_gpu_deterministic_ops=true" in os.environ["XLA_FLAGS"]
    assert not tf.config.experimental.tensor_float_32_execution_enabled()


def test_its_name_is_what_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*of_tensorflow()] == ["instruction set"]
    details = {"device_name": "Some GPU", "compute_capability": (8, 0)}
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: ["first"])
    monkeypatch.setattr(tf.config.experimental, "get_device_details", lambda gpu: details)
    assert of_tensorflow() == {"GPU": "Some GPU, compute capability 8.0"}
