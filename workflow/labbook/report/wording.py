"""Write settings as HTML; `text/names.py` has the names, `report/numbers.py` the numbers."""

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from labbook.artifacts.experiment_plan import RunSettings
from labbook.report.numbers import number
from labbook.text.names import named_value, optimizer_name, setting_name


def capitalize(text: str) -> Markup:
    """Capitalize the first letter of a text, even inside a link; the rest is unchanged."""
    escaped = escape(text)
    opening = re.match(r"(?:<[^>]*>)*", escaped)
    end = opening.end() if opening else 0
    return Markup("{}").format(escaped[:end] + escaped[end : end + 1].upper() + escaped[end + 1 :])


def value_text(setting: str, value: object) -> Markup:
    """The value of a setting; a schedule is written as its name and its settings."""
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, int | float):
        return number(value, digits=6)
    if value is None:
        return Markup("none")
    if isinstance(value, Mapping):
        others = {
            name: argument for name, argument in value.items() if name not in ("name", "schedule")
        }
        name = named_value(setting, value["name"]) if "name" in value else value["schedule"]
        return Markup("{} ({})" if others else "{}").format(name, _settings(others))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Markup(", ").join(value_text(setting, item) for item in value)
    return escape(named_value(setting, str(value)))


def optimizer_text(settings: RunSettings) -> Markup:
    """The optimizer and all its arguments: `Adam, learning rate 0.001`.

    SGD on all images at once is not stochastic, so it is called gradient descent.
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
        Markup("{} {}").format(setting_name(name), value_text(name, value))
        for name, value in sorted(settings.items())
    )
