"""A made-up lab that looks at the test images after each epoch, with long and short trainings."""

from typing import Any

from report.made_up_settings import binary, multiclass

WATCHING = {"validation_fraction": 0.0}
SGD = {"name": "sgd", "learning_rate": 1.0}
Variant = tuple[dict[str, Any], str, dict[str, Any], float]


def watched_experiments() -> dict[str, tuple[dict[str, Any], list[Variant]]]:
    """A neuron over 10,000 epochs, which turns, and two networks over 500, which do not."""
    neuron = binary([], SGD, 60000) | WATCHING | {"epochs": 10000}
    hidden = binary([(64, "sigmoid")], SGD, 60000) | WATCHING | {"epochs": 500}
    digits = multiclass([64], SGD, 60000) | WATCHING | {"epochs": 500}
    rates = [
        ({"learning_rate": rate}, f"learning rate {rate}", digits, accuracy)
        for rate, accuracy in ((1.0, 0.92), (0.5, 0.9))
    ]
    return {
        "single_neuron": (_entry("A single neuron"), [({}, "one neuron", neuron, 0.992)]),
        "hidden_layer": (_entry("One hidden layer"), [({}, "64 units", hidden, 0.994)]),
        "multiclass": (_entry("All digits"), rates),
    }


def validated_experiment() -> dict[str, tuple[dict[str, Any], list[Variant]]]:
    """One with validation images, to stand beside the others."""
    settings = multiclass([64], SGD, 100)
    return {"validated": (_entry("With validation"), [({}, "64 units", settings, 0.97)])}


def mixed_experiment() -> dict[str, tuple[dict[str, Any], list[Variant]]]:
    """One that compares a configuration with validation images to one without."""
    settings = multiclass([64], SGD, 100)
    return {
        "mixed": (
            _entry("Both"),
            [
                ({"validation_fraction": 0.2}, "a fifth held out", settings, 0.97),
                ({"validation_fraction": 0.0}, "none held out", settings | WATCHING, 0.975),
            ],
        )
    }


def _entry(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "question": "How does it do?",
        "published": [],
        "published_source": None,
        "published_note": None,
    }
