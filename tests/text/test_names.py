"""Identifiers of the config in a reader's words."""

from typing import Any

import pytest

from labbook.config.engine_names import ACTIVATIONS, OPTIMIZER_LEARNING_RATES
from labbook.config.settings import Settings
from labbook.text.names import (
    activation_name,
    loss_name,
    optimizer_name,
    setting_name,
    settings_words,
    value_words,
)
from labbook.text.names import reader_label as label_of_data

DIGITS = [str(digit) for digit in range(10)]


def reader_label(settings: dict[str, Any]) -> str:
    return label_of_data(settings, "digit", DIGITS)


def test_losses_and_activations() -> None:
    assert loss_name("binary_crossentropy") == "binary cross-entropy"
    assert activation_name("relu") == "ReLU"
    assert activation_name("leaky_relu") == "leaky ReLU"
    assert activation_name("hard_sigmoid") == "hard sigmoid"
    assert optimizer_name("RMSprop") == optimizer_name("rmsprop") == "RMSprop"


@pytest.mark.parametrize("identifier", ACTIVATIONS)
def test_a_reader_meets_no_identifier_of_an_activation(identifier: str) -> None:
    shown = {
        activation_name(identifier),
        value_words("activation", identifier),
        value_words("output_activation", identifier),
        reader_label({"activation": identifier}),
        settings_words({"activation": identifier}).removeprefix("activation "),
    }
    (name,) = shown
    assert "_" not in name


@pytest.mark.parametrize("identifier", OPTIMIZER_LEARNING_RATES)
def test_an_optimizer_has_one_name(identifier: str) -> None:
    shown = {
        optimizer_name(identifier),
        value_words("optimizer", identifier),
        value_words("optimizer", {"name": identifier}),
        reader_label({"optimizer": identifier}),
        reader_label({"optimizer": {"name": identifier}}),
    }
    assert len(shown) == 1


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_no_setting_is_called_by_its_identifier(setting: str) -> None:
    assert "_" not in setting_name(setting)
    assert "_" not in reader_label({setting: 3})


def test_whether_there_is_batch_normalization_is_said_alike_everywhere() -> None:
    for settings in ({"l2": 0.1, "batch_normalization": False}, {"batch_normalization": True}):
        assert settings_words(settings) == reader_label(settings)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("learning_rate", 0.001, "0.001"),
        ("units", [512, 10], "512 + 10"),
        ("units", [], "none"),
        ("filters", [[32, 32], [64]], "32 + 32 → 64"),
        ("batch_size", None, "none"),
        ("record_gradients", True, "yes"),
        ("activation", ["leaky_relu", "tanh"], "leaky ReLU / tanh"),
        ("loss", "mean_squared_error", "mean squared error"),
        ("optimizer", {"name": "sgd", "momentum": 0.9}, "SGD (momentum 0.9)"),
        (
            "learning_rate",
            {"schedule": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 10},
            "CosineDecay (initial learning rate 0.01, decay steps 10)",
        ),
    ],
)
def test_values(setting: str, value: object, words: str) -> None:
    assert value_words(setting, value) == words


@pytest.mark.parametrize(
    ("varied", "label"),
    [
        ({"activation": "leaky_relu", "units": 64}, "leaky ReLU, 64 units"),
        ({"units": []}, "no hidden layer"),
        ({"hidden_layers": 1}, "1 hidden layer"),
        ({"variant": "as_published"}, "as_published"),
        ({"optimizer": {"name": "sgd", "momentum": 0.9}}, "SGD, momentum 0.9"),
        (
            {"learning_rate": {"schedule": "CosineDecay", "initial_learning_rate": 0.01}},
            "learning rate from 0.01",
        ),
        (
            {
                "learning_rate": {
                    "schedule": "ExponentialDecay",
                    "initial_learning_rate": 0.01,
                    "decay_rate": 0.9,
                }
            },
            "learning rate from 0.01 (ExponentialDecay) (decay rate 0.9)",
        ),
        ({"batch_size": 100, "positive_class": 4}, "batch size 100, digit 4"),
        ({"batch_normalization": True, "l1": 0.01}, "batch normalization, L1 penalty 0.01"),
        ({"batch_normalization": False}, "no batch normalization"),
        ({"kernel_initializer": "glorot_uniform"}, "initial weights Glorot uniform"),
        ({"class_weight": {"0": 2, "9": 0.5}}, "class weights (0: 2, 9: 0.5)"),
        ({"class_weight": "balanced"}, "class weights balanced"),
        ({"weight_decay": 0.004}, "weight decay 0.004"),
    ],
)
def test_labels(varied: dict[str, Any], label: str) -> None:
    assert reader_label(varied) == label
