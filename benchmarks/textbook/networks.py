"""The networks that are compared: one neuron, a hidden layer, all digits."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.errors import LabbookError
from labbook.training.targets import targets

LEARNING_RATE = 0.5

_ONE_NEURON = Spec(
    engine="numpy",
    model="mlp",
    dataset="mnist",
    task=Task("one_against_rest", 0),
    validation_fraction=0.0,
    split_seed=0,
    hidden=(),
    output=OutputLayer(1, "sigmoid"),
    loss="binary_crossentropy",
    optimizer={"name": "sgd", "learning_rate": LEARNING_RATE},
    batch_size=60_000,
    epochs=1,
    seed=0,
)
_HIDDEN_LAYER = replace(_ONE_NEURON, hidden=(HiddenLayer(64, "sigmoid"),))
_MULTICLASS = replace(
    _HIDDEN_LAYER,
    task=Task("multiclass"),
    output=OutputLayer(10, "softmax"),
    loss="categorical_crossentropy",
)
NETWORKS = {
    "single_neuron": _ONE_NEURON,
    "hidden_layer": _HIDDEN_LAYER,
    "multiclass": _MULTICLASS,
}


def chosen_networks(only: str = "") -> dict[str, Spec]:
    """Those with `only` in their name; raises LabbookError if there is none."""
    chosen = {name: spec for name, spec in NETWORKS.items() if only in name}
    if not chosen:
        raise LabbookError(f'No network has "{only}" in its name; there are {", ".join(NETWORKS)}.')
    return chosen


def targets_of(spec: Spec, labels: np.ndarray) -> np.ndarray:
    """Float32 (n, outputs)."""
    return targets(labels, spec.task, spec.output.units)


def product_operations(spec: Spec, pixels: int) -> int:
    """Multiplications and additions in the matrix products of a step, for each image.

    Forward and for the gradient of the kernel, each layer multiplies inputs by units; all but the
    first do so once more for the gradient with respect to their inputs.
    """
    units = [pixels, *(layer.units for layer in spec.hidden), spec.output.units]
    products = [before * after for before, after in pairwise(units)]
    return 2 * (2 * products[0] + 3 * sum(products[1:]))
