"""How a published training was unlike ours."""

import pytest

from labbook.topics.published.conditions import conditions_in_words, differing
from made_up_plans import run_settings

OURS = run_settings(
    **{
        "hidden": [
            {"units": 64, "activation": "relu", "dropout": 0.0},
            {"units": 32, "activation": "relu", "dropout": 0.0},
        ],
        "output": {"units": 10, "activation": "softmax"},
        "task": {"kind": "multiclass"},
        "loss": "categorical_crossentropy",
        "optimizer": {"name": "adadelta", "learning_rate": 0.001},
        "batch_size": 100,
        "epochs": 100,
    }
)


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"units": [64, 32], "activation": "relu", "dropout": 0},
        {"activation": ["relu", "relu"], "epochs": 100},
        {"optimizer": {"name": "adadelta"}, "learning_rate": 0.001},
        {"seeds": [0, 1]},
        {"hidden_layers": 2},
        {"output_activation": "softmax", "batch_size": 100, "loss": "categorical_crossentropy"},
    ],
)
def test_the_same_in_another_notation_is_no_difference(conditions) -> None:
    assert differing(conditions, OURS) == []


@pytest.mark.parametrize(
    ("conditions", "setting", "published", "ours"),
    [
        ({"learning_rate": 1.0}, "learning rate", "1", "0.001"),
        ({"epochs": 20}, "epochs", "20", "100"),
        ({"hidden_layers": 4}, "hidden layers", "4", "2"),
        ({"hidden_layers": 2, "units": 64}, "units", "64 + 64", "64 + 32"),
        ({"units": 64}, "units", "64", "64 + 32"),
        ({"units": [64, 64]}, "units", "64 + 64", "64 + 32"),
        ({"activation": ["relu", "tanh"]}, "activation", "ReLU / tanh", "ReLU"),
        ({"activation": "tanh"}, "activation", "tanh", "ReLU"),
        ({"dropout": 0.5}, "dropout", "0.5", "0"),
        ({"optimizer": "adam"}, "optimizer", "Adam", "Adadelta"),
        ({"positive_class": 0}, "positive class", "0", "none"),
    ],
)
def test_what_differs(conditions, setting, published, ours) -> None:
    (found,) = differing(conditions, OURS)
    assert found == {"setting": setting, "published": published, "ours": ours}


def test_in_words() -> None:
    conditions = {"epochs": 20, "learning_rate": 1.0, "units": [64, 64, 32]}
    assert conditions_in_words(conditions) == ["epochs 20", "learning rate 1", "units 64 + 64 + 32"]


def test_as_many_layers_of_the_same_size_as_there_are() -> None:
    ours = run_settings(hidden=[{"units": 64, "activation": "relu"}])
    (found,) = differing({"units": [64, 64]}, ours)
    assert (found["published"], found["ours"]) == ("64 + 64", "64")


def test_the_order_of_the_layers_counts() -> None:
    layer = {"units": 64, "activation": "relu"}
    ours = run_settings(hidden=[{**layer, "dropout": 0.2}, {**layer, "dropout": 0.5}])
    assert differing({"dropout": [0.2, 0.5]}, ours) == []
    (found,) = differing({"dropout": [0.5, 0.2]}, ours)
    assert (found["published"], found["ours"]) == ("0.5 / 0.2", "0.2 / 0.5")


CONVOLUTIONAL = run_settings(
    **{
        "blocks": [
            {"filters": [32, 32], "kernel_size": 3, "activation": "relu", "dropout": 0.2},
            {"filters": [64], "kernel_size": 3, "activation": "relu", "dropout": 0.2},
        ],
        "hidden": [{"units": 128, "activation": "relu", "dropout": 0.5}],
    }
)


def test_convolutions_are_compared_block_by_block() -> None:
    same = {"filters": [[32, 32], [64]], "kernel_size": 3, "block_dropout": 0.2}
    assert differing({**same, "activation": "relu", "record_gradients": False}, CONVOLUTIONAL) == []
    others = {"filters": [[32], [32, 64]], "kernel_size": 5, "block_dropout": [0.2, 0.3]}
    assert differing(others, CONVOLUTIONAL) == [
        {"setting": "filters", "published": "32 → 32 + 64", "ours": "32 + 32 → 64"},
        {"setting": "kernel size", "published": "5", "ours": "3"},
        {"setting": "block dropout", "published": "0.2 / 0.3", "ours": "0.2"},
    ]


def test_a_dense_network_has_no_filters() -> None:
    (found,) = differing({"filters": [[32]]}, OURS)
    assert (found["published"], found["ours"]) == ("32", "none")


def test_no_hidden_layer_is_a_difference() -> None:
    (found,) = differing({"activation": "relu"}, run_settings())
    assert (found["published"], found["ours"]) == ("ReLU", "none")


def test_classes_are_called_by_their_names() -> None:
    names = ("Shirt", "Trouser").__getitem__
    assert conditions_in_words({"positive_class": 1}, names) == ["positive class Trouser"]
    ours = run_settings(task={"kind": "one_against_rest", "positive": 0})
    (found,) = differing({"positive_class": 1}, ours, names)
    assert (found["published"], found["ours"]) == ("Trouser", "Shirt")
