"""Keras's identifiers in a reader's words."""

from typing import Any

import pytest
from markupsafe import Markup

from labbook.report.settings import capitalize, optimizer_text, value_text
from made_up_plans import run_settings


@pytest.mark.parametrize(
    ("optimizer", "text"),
    [
        ({"name": "adam", "learning_rate": 0.001}, "Adam, learning rate 0.001"),
        (
            {"name": "SGD", "learning_rate": 0.01, "momentum": 0.9, "nesterov": True},
            "SGD, learning rate 0.01, momentum 0.9, nesterov yes",
        ),
        (
            {
                "name": "rmsprop",
                "learning_rate": {
                    "schedule": "CosineDecay",
                    "initial_learning_rate": 0.1,
                    "decay_steps": 1000,
                },
            },
            "RMSprop, learning rate CosineDecay (decay steps 1,000, initial learning rate 0.1)",
        ),
        ({"name": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_optimizers(optimizer: dict[str, Any], text: str) -> None:
    assert optimizer_text(run_settings(optimizer=optimizer, batch_size=100)) == text


def test_on_all_images_at_once_gradient_descent_is_not_stochastic() -> None:
    optimizer = {"name": "sgd", "learning_rate": 1.0}
    assert (
        optimizer_text(run_settings(optimizer=optimizer, batch_size=None))
        == "gradient descent, learning rate 1"
    )


def test_weights_by_class() -> None:
    assert value_text("class_weight", {"0": 2.0, "9": 0.5}) == "0: 2, 9: 0.5"
    assert value_text("class_weight", "balanced") == "balanced"


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        ("two of nine Runs", "Two of nine Runs"),
        (Markup('<a href="#runs-Adam">two</a>'), '<a href="#runs-Adam">Two</a>'),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_a_capital_leaves_all_but_the_first_letter(text: str, capital: str) -> None:
    assert capitalize(text) == capital
