"""A small spec for tests to start from."""

from typing import Any

EXAMPLE_SPEC: dict[str, Any] = {
    "engine": "keras",
    "model": "mlp",
    "dataset": "mnist",
    "task": {"kind": "multiclass"},
    "validation_fraction": 0.2,
    "split_seed": 0,
    "hidden": [{"units": 8, "activation": "relu", "dropout": 0.1}],
    "output": {"units": 10, "activation": "softmax"},
    "loss": "categorical_crossentropy",
    "optimizer": {"name": "adam", "learning_rate": 0.01},
    "batch_size": 64,
    "epochs": 3,
    "seed": 1,
}
