"""The code of a network is what a reader would type, and what Keras understands."""

import ast

import pytest

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.typed_json import typed
from labbook.topics.notebook.context import Network
from notebook_job import settings_of


def network(**changes) -> Network:
    return Network(typed(settings_of(**changes), RunSettings), seed=7)


def layer(units, activation="relu", dropout=0.0):
    return {"units": units, "activation": activation, "dropout": dropout}


def test_one_hidden_layer() -> None:
    found = network()
    assert found.layers_code == "x = Dense(hidden_size)(inputs)\nx = ReLU()(x)"
    assert found.layer_classes == ["Dense", "ReLU", "Softmax"]
    assert found.settings_code.splitlines()[0] == (
        "hidden_size = 32           # neurons of the hidden layer"
    )
    assert found.optimizer_call == "Adam(learning_rate=learning_rate)"


def test_several_layers_with_dropout_where_there_is_some() -> None:
    found = network(hidden=[layer(64, "tanh", 0.2), layer(32, "tanh")])
    assert found.layers_code.splitlines() == [
        "x = Dense(hidden_sizes[0])(inputs)",
        "x = Activation(activation)(x)",
        "x = Dropout(dropouts[0])(x)",
        "x = Dense(hidden_sizes[1])(x)",
        "x = Activation(activation)(x)",
    ]
    assert found.layer_classes == ["Activation", "Dense", "Dropout", "Softmax"]


def test_no_hidden_layer() -> None:
    found = network(hidden=[])
    assert (found.layers_code, found.last) == ("", "inputs")
    assert found.layer_classes == ["Dense", "Softmax"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hidden": []},
        {"hidden": [layer(64, "tanh", 0.2), layer(32, "tanh", 0.1)]},
        {"optimizer": {"name": "sgd", "learning_rate": 1e-5, "momentum": 0.9}},
    ],
)
def test_the_settings_hold_every_name_that_the_layers_use(changes) -> None:
    found = network(**changes)
    given = {one.id for one in names(found.settings_code, ast.Store)}
    used = {one.id for one in names(f"{found.layers_code}\n{found.optimizer_call}", ast.Load)}
    used -= {*found.layer_classes, found.optimizer, "inputs", "x"}
    assert used <= given
    assert given - used == {"epochs", "batch_size", "validation_fraction", "split_seed", "seed"}


def names(code: str, kind: type) -> list[ast.Name]:
    return [
        one
        for one in ast.walk(ast.parse(code))
        if isinstance(one, ast.Name) and isinstance(one.ctx, kind)
    ]
