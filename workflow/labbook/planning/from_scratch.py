"""What a config may ask of the networks from scratch: engine `numpy`."""

from collections.abc import Iterator, Mapping
from typing import Any

from labbook.config.nearest import unknown_word
from labbook.config.numpy_names import ACTIVATIONS, LOSSES
from labbook.errors import LabbookError

OPTIMIZER = "sgd"


def check_from_scratch(settings: Mapping[str, Any], where: str) -> None:
    """Raises LabbookError for what they cannot do; `where` is the key's path for its sentence."""
    for key, limit in _refused(settings):
        raise LabbookError(f"{where}.{key} is {settings[key]}, but engine numpy {limit}")


def _refused(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys with a value that cannot be had, and what can."""
    if settings.get("batch_size") is not None:
        yield (
            "batch_size",
            "takes all training images at each step (full-batch gradient descent); leave "
            "batch_size out, or set it to null if defaults set it.",
        )
    if settings.get("optimizer", OPTIMIZER) not in (OPTIMIZER, {"name": OPTIMIZER}):
        yield "optimizer", f"has plain gradient descent alone; leave it out, or write {OPTIMIZER}."
    if isinstance(settings.get("learning_rate"), dict):
        yield "learning_rate", "has no schedules; give a number."
    if "dropout" in settings:
        yield "dropout", "has no dropout; leave it out, or set it to null if defaults set it."
    if "filters" in settings:
        yield "filters", "has no convolutions; leave it out, or set it to null if defaults set it."
    if settings.get("record_gradients"):
        yield "record_gradients", "does not write them down; leave it out."
    activation = settings.get("activation", ACTIVATIONS[0])
    if activation not in ACTIVATIONS:
        yield "activation", f"does not have it; {unknown_word(activation, ACTIVATIONS)}"
    loss = settings.get("loss", LOSSES[0])
    if loss not in LOSSES:
        yield "loss", f"does not have it; {unknown_word(loss, LOSSES)}"
    output = "softmax" if settings.get("positive_class") is None else "sigmoid"
    if settings.get("output_activation", output) != output:
        yield "output_activation", f"takes the loss together with {output}; leave it out."
