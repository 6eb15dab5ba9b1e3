"""The tables of names agree with the Keras that is installed.

Keras is asked in a process of its own: importing it takes seconds and changes the process."""

import json
from typing import Any

import pytest

from labbook.config.engine_names import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZER_ARGUMENTS,
    OPTIMIZER_LEARNING_RATES,
    SCHEDULE_ARGUMENTS,
    SHARED_OPTIMIZER_ARGUMENTS,
)
from tensorflow_programs import answer

ASK_KERAS = """
import inspect, json, sys
import keras
from labbook.training.objective import build_optimizer

def parameters(thing):
    return {
        name: None if parameter.default is inspect.Parameter.empty else repr(parameter.default)
        for name, parameter in inspect.signature(thing).parameters.items()
    }

optimizers = {
    one.__name__.lower(): parameters(one)
    for one in vars(keras.optimizers).values()
    if inspect.isclass(one) and issubclass(one, keras.optimizers.Optimizer)
}
json.dump({
    "activations": sorted(
        name for name, one in vars(keras.activations).items() if inspect.isfunction(one)
    ),
    "named_activations": [
        name for name in json.loads(sys.argv[1]) if callable(keras.activations.get(name))
    ],
    "named_losses": [name for name in json.loads(sys.argv[2]) if callable(keras.losses.get(name))],
    "initializers": sorted({
        one.__name__
        for one in vars(keras.initializers).values()
        if inspect.isclass(one) and issubclass(one, keras.initializers.Initializer)
    }),
    "drawing_initializers": [
        name
        for name in json.loads(sys.argv[5])
        if all(
            bool(keras.ops.all(keras.ops.isfinite(keras.initializers.get(name)(shape))))
            for shape in ((784, 64), (3, 3, 8, 16), (8, 1))
        )
    ],
    "optimizers": optimizers,
    "named_optimizers": [
        name
        for name in json.loads(sys.argv[3])
        if type(build_optimizer({"name": name, "learning_rate": 0.1}, 1)).__name__.lower() == name
    ],
    "schedules": {
        name: parameters(getattr(keras.optimizers.schedules, name))
        for name in json.loads(sys.argv[4])
    },
}, sys.stdout)
"""
# The base class, and wrappers around other optimizers.
NO_OPTIMIZERS = {"optimizer", "lossscaleoptimizer", "multioptimizer"}
# Three functions that look others up; `glu` halves the width of its layer.
NO_ACTIVATIONS = {"get", "deserialize", "serialize", "glu"}
# The base class; what takes arguments, or draws no kernel of a convolution, or is for spectra.
NO_INITIALIZERS = {"Initializer", "Constant", "Identity", "STFT"}
SECOND_NAMES = {"swish": "silu", "hard_swish": "hard_silu"}


@pytest.fixture(scope="module")
def keras() -> dict[str, Any]:
    tables = ACTIVATIONS, LOSSES, OPTIMIZER_LEARNING_RATES, SCHEDULE_ARGUMENTS, INITIALIZERS
    arguments = [json.dumps(list(names)) for names in tables]
    return answer(ASK_KERAS, *arguments)


def test_every_activation_of_keras_can_be_named(keras) -> None:
    known, offered = (
        {SECOND_NAMES.get(name, name) for name in names}
        for names in (set(keras["activations"]) - NO_ACTIVATIONS, ACTIVATIONS)
    )
    assert offered == known
    assert keras["named_activations"] == list(ACTIVATIONS)


def test_every_loss_is_one_of_keras(keras) -> None:
    assert keras["named_losses"] == list(LOSSES)


def test_every_initializer_of_keras_can_be_named_and_draws_a_kernel(keras) -> None:
    in_camel_case = {"".join(map(str.capitalize, name.split("_"))) for name in INITIALIZERS}
    assert in_camel_case == set(keras["initializers"]) - NO_INITIALIZERS
    assert keras["drawing_initializers"] == list(INITIALIZERS)


def test_every_optimizer_of_keras_can_be_named(keras) -> None:
    assert set(OPTIMIZER_LEARNING_RATES) == set(keras["optimizers"]) - NO_OPTIMIZERS
    assert set(OPTIMIZER_ARGUMENTS) == set(OPTIMIZER_LEARNING_RATES)
    assert keras["named_optimizers"] == list(OPTIMIZER_LEARNING_RATES)


@pytest.mark.parametrize("name", OPTIMIZER_LEARNING_RATES)
def test_an_optimizer_has_the_default_learning_rate_of_keras(keras, name: str) -> None:
    assert float(keras["optimizers"][name]["learning_rate"]) == OPTIMIZER_LEARNING_RATES[name]


@pytest.mark.parametrize("name", OPTIMIZER_ARGUMENTS)
def test_an_optimizer_takes_the_arguments_in_the_table(keras, name: str) -> None:
    known = {*OPTIMIZER_ARGUMENTS[name], *SHARED_OPTIMIZER_ARGUMENTS}
    assert known <= set(keras["optimizers"][name])


@pytest.mark.parametrize("name", SCHEDULE_ARGUMENTS)
def test_a_schedule_takes_the_arguments_in_the_table(keras, name: str) -> None:
    in_steps = {
        argument.removesuffix("_epochs") + "_steps" if argument.endswith("_epochs") else argument
        for argument in SCHEDULE_ARGUMENTS[name]
    }
    assert in_steps == set(keras["schedules"][name]) - {"name"}
