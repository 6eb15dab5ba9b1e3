"""The code of a network is what a reader would type, and what Keras understands."""

import ast
import builtins
from dataclasses import replace

import pytest

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.typed_json import typed
from labbook.topics.notebook.context import Network
from labbook.topics.notebook.template import code_of, render_cells
from notebook_job import settings_of
from topics.notebook.test_template import context

CONTEXT = context()


def network(**changes) -> Network:
    return Network(typed(settings_of(**changes), RunSettings), seed=7)


def layer(units, activation="relu", dropout=0.0):
    return {"units": units, "activation": activation, "dropout": dropout}


def test_one_hidden_layer() -> None:
    found = network()
    assert found.layer_classes == ["Dense", "ReLU", "Softmax"]
    first, second, *_ = found.settings_code.splitlines()
    assert first.startswith("hidden_sizes = [32]  ")
    assert second.startswith("sizes_tried = [[10], [32], [128], [512]]  #")
    assert found.optimizer_call == "Adam(learning_rate=learning_rate)"


def test_several_layers_with_dropout_where_there_is_some() -> None:
    found = network(hidden=[layer(64, "tanh", 0.2), layer(32, "tanh")])
    assert found.layer_classes == ["Activation", "Dense", "Dropout", "Softmax"]
    assert found.sizes_tried == [[10], [32], [128], [512], [64, 32]]
    assert "dropouts = [0.2, 0.0]  " in found.settings_code


def test_no_hidden_layer() -> None:
    found = network(hidden=[])
    assert found.layer_classes == ["Dense", "Softmax"]
    assert "sizes" not in found.settings_code


@pytest.mark.parametrize(
    ("own", "tried"),
    [(1, [1, 2, 4]), (5, [2, 5, 10, 20]), (10, [5, 10, 20]), (12, [6, 12]), (60, [60])],
)
def test_numbers_of_epochs_around_its_own_as_far_as_they_are_cheap(own, tried) -> None:
    assert network(epochs=own).epochs_tried == tried


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hidden": []},
        {"hidden": [layer(64, "tanh", 0.2), layer(32, "tanh", 0.1)]},
        {"optimizer": {"name": "sgd", "learning_rate": 1e-5, "momentum": 0.9}},
    ],
)
def test_the_settings_hold_every_name_that_the_code_uses(changes) -> None:
    """What no cell has given, nor Python itself, would end the notebook as it runs."""
    given_context = replace(CONTEXT, network=network(**changes))
    code = "\n".join(code_of(render_cells("mlp", given_context)))
    tree = ast.parse(code)
    given = {one.id for one in names(tree, ast.Store)} | set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given.add(node.name)
        elif isinstance(node, ast.arg):
            given.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            given |= {alias.asname or alias.name for alias in node.names}
    used = {one.id for one in names(tree, ast.Load)}
    assert used <= given
    settings = {one.id for one in names(ast.parse(given_context.network.settings_code), ast.Store)}
    assert settings <= used


def names(tree: ast.AST, kind: type) -> list[ast.Name]:
    return [
        one for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, kind)
    ]
