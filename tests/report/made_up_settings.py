"""The settings of made-up networks, and how many parameters they have."""

from itertools import pairwise
from typing import Any

INPUTS = 784
ADAM = {"name": "adam", "learning_rate": 0.001}
ADADELTA = {"name": "adadelta", "learning_rate": 1.0}


def binary(
    hidden: list[tuple[int, str]], optimizer: dict[str, Any], batch: int, output: str = "sigmoid"
) -> dict[str, Any]:
    """Zero against all other digits; `hidden` has the units and the activation of each layer."""
    layers = [{"units": units, "activation": name, "dropout": 0.0} for units, name in hidden]
    task = {"kind": "one_against_rest", "positive": 0}
    return _settings(
        task, 1, output, "binary_crossentropy", hidden=layers, optimizer=optimizer, batch_size=batch
    )


def multiclass(
    units: list[int], optimizer: dict[str, Any], batch: int, dropout: float = 0.0
) -> dict[str, Any]:
    """All digits; `units` has those of each hidden layer."""
    layers = [{"units": one, "activation": "relu", "dropout": dropout} for one in units]
    return _settings(
        {"kind": "multiclass"},
        10,
        "softmax",
        "categorical_crossentropy",
        hidden=layers,
        optimizer=optimizer,
        batch_size=batch,
    )


def count_parameters(settings: dict[str, Any]) -> int:
    sizes = [INPUTS, *(layer["units"] for layer in settings["hidden"])]
    sizes.append(settings["output"]["units"])
    beside = 4 if settings.get("batch_normalization") else 1
    in_kernels = sum(size * following for size, following in pairwise(sizes))
    return in_kernels + beside * sum(sizes[1:-1]) + sizes[-1]


def _settings(
    task: dict[str, Any], units: int, activation: str, loss: str, **others: Any
) -> dict[str, Any]:
    return {
        "engine": "keras",
        "model": "mlp",
        "dataset": "mnist",
        "task": task,
        "validation_fraction": 0.2,
        "split_seed": 0,
        "output": {"units": units, "activation": activation},
        "loss": loss,
        **others,
    }
