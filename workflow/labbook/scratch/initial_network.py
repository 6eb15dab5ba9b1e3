"""The network of a spec before its first step."""

import math
from typing import Any

import numpy as np

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec
from labbook.errors import LabbookError
from labbook.scratch.activations import ACTIVATIONS
from labbook.scratch.dense import Dense
from labbook.scratch.losses import LOSSES
from labbook.scratch.network import Network


def initial_network(spec: Spec, inputs: int, dtype: Any = np.float32) -> Network:
    """Build the network of `spec` for examples of `inputs` numbers.

    Kernels are uniform between -r and r with r = √(6 / (inputs + units)) of their layer (Glorot
    and Bengio 2010, equation 16), drawn from the spec's seed, and biases are zero. Raises
    LabbookError for what this package does not have: dropout, other activations or losses, an
    output that does not belong to the loss.
    """
    if spec.loss not in LOSSES:
        raise LabbookError(f"The loss {spec.loss} is none of {', '.join(LOSSES)}.")
    loss = LOSSES[spec.loss]
    if spec.output.activation != loss.activation:
        raise LabbookError(
            f"The output's activation is {spec.output.activation}; with the loss {loss.name}, it "
            f"should be {loss.activation}."
        )
    if any(layer.dropout for layer in spec.hidden):
        raise LabbookError("A network in NumPy has no dropout; it should be 0.")

    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(spec.seed)))
    layers = []
    wanted: tuple[HiddenLayer | OutputLayer, ...] = (*spec.hidden, spec.output)
    for layer in wanted:
        if layer.activation not in ACTIVATIONS:
            raise LabbookError(
                f"The activation {layer.activation} is none of {', '.join(ACTIVATIONS)}."
            )
        limit = math.sqrt(6 / (inputs + layer.units))
        # Drawn in double precision, so that a network in single precision is that one, rounded.
        kernel = generator.uniform(-limit, limit, (inputs, layer.units)).astype(dtype)
        bias = np.zeros(layer.units, dtype)
        layers.append(Dense(kernel, bias, ACTIVATIONS[layer.activation]))
        inputs = layer.units
    return Network(layers, loss)
