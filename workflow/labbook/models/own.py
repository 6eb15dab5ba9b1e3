"""A network that a Python function of the user's own builds."""

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from labbook.artifacts.spec import OwnNetwork, Spec
from labbook.errors import LabbookError
from labbook.own_code import OwnCode, load, read_own_code

if TYPE_CHECKING:
    import keras


def build(spec: Spec, input_shape: tuple[int, ...]) -> "keras.Model":
    """Call the function of `spec`, whose code is imported anew, and return its network.

    It is given the `input_shape` with an axis for the channels, the number of outputs as `classes`,
    and the arguments of the config. It draws from the seed that is set when this is called. Raises
    LabbookError for an error in it, with its file and line, for what is no such network, and if its
    code is not that of `spec`.
    """
    import keras

    own = spec.own
    assert own is not None, "a spec of model own says which"
    code = read_own_code(own.file)
    if code.hashes != own.code:
        raise LabbookError(f"{own.file} has changed since the build began; build again.")
    shape, n = with_channels(input_shape), spec.output.units
    _forget_settings()
    try:
        model = _function(code, own)(input_shape=shape, classes=n, **deepcopy(own.arguments))
        if not isinstance(model, keras.Model):
            raise LabbookError(
                f"{own.file}: {own.function} returns {type(model).__name__}, which is no model of "
                "Keras."
            )
        # A network without a given input has its weights only now.
        answers = model(np.zeros((2, *shape), np.float32), training=False)
    except (Exception, SystemExit) as error:
        if isinstance(error, LabbookError):
            raise
        raise LabbookError(f"{code.fault(error)}.") from error
    if fault := _fault_of(answers, n):
        raise LabbookError(f"{own.file}: {own.function} returns a network whose {fault}")
    return model


def with_channels(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of an image, (height, width) or with channels behind, as own networks see it."""
    return shape if len(shape) == 3 else (*shape, 1)


def _function(code: OwnCode, own: OwnNetwork) -> Callable[..., Any]:
    function = getattr(load(code), own.function, None)
    if not callable(function):
        raise LabbookError(f"{own.file} has no function {own.function}.")
    found: Callable[..., Any] = function
    return found


def _forget_settings() -> None:
    """What the code of another run may have set for the whole process."""
    import keras
    import tensorflow as tf

    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_epsilon(1e-7)
    tf.config.run_functions_eagerly(False)


def _fault_of(answers: Any, n: int) -> str | None:
    """What is wrong with the answers to two images."""
    shape, kind = getattr(answers, "shape", None), getattr(answers, "dtype", None)
    if shape is None:
        return f"answers are {type(answers).__name__}; it must have a single output."
    if tuple(shape) != (2, n):
        return f"answers to two images are of shape {tuple(shape)}; they must be of {(2, n)}."
    return None if kind == "float32" else f"answers are {kind}; they must be float32."
