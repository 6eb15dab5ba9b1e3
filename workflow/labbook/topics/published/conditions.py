"""How a published training was unlike ours, and what of it the source does not state."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.spec import INITIALIZER
from labbook.text.names import setting_name, value_words


def conditions_in_words(
    conditions: Mapping[str, Any], name_of: Callable[[int], str] = str
) -> list[str]:
    """Write `{"learning_rate": 1.0, "units": [64]}` as `learning rate 1`, `units 64`.

    `name_of`: the name of the class with a label.
    """
    return [
        f"{setting_name(key)} {_value_in_words(key, value, name_of)}"
        for key, value in conditions.items()
    ]


def differing(
    conditions: Mapping[str, Any], settings: RunSettings, name_of: Callable[[int], str] = str
) -> list[dict[str, str]]:
    """List the published conditions that differ from our settings.

    `conditions` has keys of config.yaml; `settings` is a spec without its seed. Each entry of the
    result has `setting`, `published` and `ours`, in words. Seeds are not compared, because a seed
    means nothing in another program.
    """
    found = []
    for key, value in conditions.items():
        if key == "seeds":
            continue
        if key == "units" and isinstance(value, int):
            # The conditions give one number of units for all their layers.
            value = [value] * conditions.get("hidden_layers", 1)
        ours = _ours(key, settings)
        if _listed(key, value) != _listed(key, ours):
            words = {
                "published": _value_in_words(key, value, name_of),
                "ours": _value_in_words(key, ours, name_of),
            }
            found.append({"setting": setting_name(key), **words})
    return found


def _ours(key: str, settings: RunSettings) -> Any:
    """The value in our spec of what config.yaml calls `key`."""
    match key:
        case "hidden_layers":
            return len(settings.hidden)
        case "activation":
            return settings.activations
        case "units" | "dropout":
            return [getattr(layer, key) for layer in settings.hidden]
        case "filters":
            return [[*block.filters] for block in settings.blocks]
        case "kernel_size":
            return [block.kernel_size for block in settings.blocks]
        case "block_dropout":
            return [block.dropout for block in settings.blocks]
        case "model" | "arguments":
            return settings.own and (
                {"file": settings.own.file, "function": settings.own.function}
                if key == "model"
                else settings.own.arguments
            )
        case "output_activation":
            return settings.output.activation
        case "optimizer":
            return settings.optimizer["name"]
        case "learning_rate":
            return settings.optimizer["learning_rate"]
        case "weight_decay":
            return settings.optimizer.get(key)
        case "kernel_initializer":
            return settings.kernel_initializer or INITIALIZER
        case "positive_class":
            return settings.task.positive
        case "early_stopping" | "augmentation":
            asked = getattr(settings, key)
            return asked and vars(asked)
        case "device":
            return settings.device or "cpu"
        case _:
            return getattr(settings, key)


def _listed(key: str, value: Any) -> Any:
    """Write values alike that mean the same: one value for all layers, or equal values by layer."""
    if key in ("units", "activation", "dropout", "kernel_size", "block_dropout"):
        values = value if isinstance(value, list) else [value]
        # The number of `units` values is the number of layers, so it has to be kept.
        alike = key != "units" and all(layer_value == values[0] for layer_value in values)
        return values[:1] if alike else values
    if key == "optimizer" and isinstance(value, dict):
        return value["name"]
    return value


def _value_in_words(key: str, value: Any, name_of: Callable[[int], str]) -> str:
    if key == "positive_class" and value is not None:
        return name_of(value)
    return value_words(key, _listed(key, value) if isinstance(value, list) else value)


def alike_but_for(unstated: Collection[str], first: RunSettings, second: RunSettings) -> bool:
    """Whether two of our settings differ at most in these keys of config.yaml."""
    return bool(_without(unstated, asdict(first)) == _without(unstated, asdict(second)))


def _without(keys: Collection[str], value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(keys, one) for key, one in value.items() if key not in keys}
    return [_without(keys, one) for one in value] if isinstance(value, list | tuple) else value
