"""Compare the settings of a published training with ours."""

from typing import Any

from labbook.artifacts.experiment_plan import RunSettings
from labbook.text.names import setting_name, value_words


def conditions_in_words(conditions: dict[str, Any]) -> list[str]:
    """Write `{"learning_rate": 1.0, "units": [64]}` as `learning rate 1`, `units 64`."""
    return [f"{setting_name(key)} {_words(key, value)}" for key, value in conditions.items()]


def differing(conditions: dict[str, Any], settings: RunSettings) -> list[dict[str, str]]:
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
            words = {"published": _words(key, value), "ours": _words(key, ours)}
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
        case "record_gradients":
            return settings.record_gradients
        case "output_activation":
            return settings.output.activation
        case "optimizer":
            return settings.optimizer["name"]
        case "learning_rate":
            return settings.optimizer["learning_rate"]
        case "positive_class":
            return settings.task.positive
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


def _words(key: str, value: Any) -> str:
    return value_words(key, _listed(key, value) if isinstance(value, list) else value)
