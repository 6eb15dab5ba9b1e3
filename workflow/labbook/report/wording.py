"""How a report calls what Keras calls by an identifier."""

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from labbook.artifacts.run_settings import RunSettings
from labbook.planning.labels import DISPLAY
from labbook.report.numbers import number


def humanize(identifier: str) -> str:
    """`mean_squared_error` as `mean squared error`."""
    return identifier.replace("_", " ").strip()


def capitalize(text: str) -> Markup:
    """The text with its first letter large, be it inside a link; the others stay as they are."""
    escaped = escape(text)
    opening = re.match(r"(?:<[^>]*>)*", escaped)
    end = opening.end() if opening else 0
    return Markup("{}").format(escaped[:end] + escaped[end : end + 1].upper() + escaped[end + 1 :])


def activation_name(identifier: str) -> str:
    return DISPLAY.get(identifier, humanize(identifier))


def loss_name(identifier: str) -> str:
    return humanize(identifier).replace("crossentropy", "cross-entropy")


def optimizer_name(identifier: str) -> str:
    return DISPLAY.get(identifier.lower(), identifier)


def value_text(value: object) -> Markup:
    """A value of the configuration: numbers as numbers, schedules by name with their settings."""
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, int | float):
        return number(value, digits=6)
    if value is None:
        return Markup("none")
    if isinstance(value, Mapping):
        others = {name: one for name, one in value.items() if name != "schedule"}
        return Markup("{} ({})").format(value.get("schedule", "schedule"), _settings(others))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Markup(", ").join(value_text(one) for one in value)
    return escape(value)


def optimizer_text(settings: RunSettings) -> Markup:
    """`Adam, learning rate 0.001`, with every other argument it was given, from all settings.

    On all images at once there is nothing stochastic about gradient descent.
    """
    optimizer = settings.optimizer
    is_plain = optimizer["name"] == "sgd" and settings.batch_size is None
    name = "gradient descent" if is_plain else optimizer_name(optimizer["name"])
    arguments = {name: value for name, value in optimizer.items() if name != "name"}
    rate = {name: arguments.pop(name) for name in ("learning_rate",) if name in arguments}
    parts = [escape(name), _settings(rate), _settings(arguments)]
    return Markup(", ").join(part for part in parts if part)


def _settings(settings: Mapping[str, object]) -> Markup:
    return Markup(", ").join(
        Markup("{} {}").format(humanize(name), value_text(value))
        for name, value in sorted(settings.items())
    )
