"""Keras's identifiers in a reader's words."""

from typing import Any

import pytest
from markupsafe import Markup

from labbook.artifacts.run_settings import RunSettings
from labbook.artifacts.spec import OutputLayer, Task
from labbook.report.settings import capitalize, optimizer_text


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
            "RMSprop, learning rate CosineDecay (decay steps 1000, initial learning rate 0.1)",
        ),
        ({"name": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_optimizers(optimizer: dict[str, Any], text: str) -> None:
    assert optimizer_text(settings(optimizer, batch_size=100)) == text


def test_on_all_images_at_once_gradient_descent_is_not_stochastic() -> None:
    training = settings({"name": "sgd", "learning_rate": 1.0}, batch_size=None)
    assert optimizer_text(training) == "gradient descent, learning rate 1"


def settings(optimizer: dict[str, Any], batch_size: int | None) -> RunSettings:
    """Those of a small network that is trained so."""
    return RunSettings(
        engine="keras",
        model="mlp",
        dataset="mnist",
        task=Task("multiclass"),
        validation_fraction=0.0,
        split_seed=0,
        hidden=(),
        output=OutputLayer(10, "softmax"),
        loss="categorical_crossentropy",
        optimizer=optimizer,
        batch_size=batch_size,
        epochs=1,
    )


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
