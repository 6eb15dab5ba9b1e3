"""Activations of hidden layers that Keras does not have, by the name that a config gives them."""

from collections.abc import Callable
from typing import Any

# LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", section 4.4: with AMPLITUDE and SLOPE,
# the tanh term has f(1) = 1 and f(-1) = -1. The linear term avoids flat spots.
AMPLITUDE = 1.7159
SLOPE = 2 / 3
TWIST = 0.01


def lecun_tanh(z: Any) -> Any:
    """1.7159 tanh(2z/3) + 0.01 z, element by element, of a tensor of any shape."""
    import keras

    return AMPLITUDE * keras.ops.tanh(SLOPE * z) + TWIST * z


OWN: dict[str, Callable[[Any], Any]] = {"lecun_tanh": lecun_tanh}


def activation(name: str) -> str | Callable[[Any], Any]:
    """What a layer of Keras takes for `name`: a function of this module, else the name itself."""
    return OWN.get(name, name)
