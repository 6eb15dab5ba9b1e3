"""How a configuration is named: in a path, and to a reader."""

import re
from collections.abc import Sequence
from typing import Any

# Names for readers; any other activation or optimizer is shown by the name that Keras has for it.
DISPLAY = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "elu": "ELU",
    "selu": "SELU",
    "celu": "CELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "adam": "Adam",
    "adamw": "AdamW",
    "adamax": "Adamax",
    "nadam": "Nadam",
    "adadelta": "Adadelta",
    "adagrad": "Adagrad",
    "adafactor": "Adafactor",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "ftrl": "FTRL",
    "lecun_tanh": "LeCun’s tanh",
    "lamb": "LAMB",
    "lion": "Lion",
    "muon": "Muon",
}


# Where a schedule of the learning rate begins.
FIRST_RATE = "initial_learning_rate"
# A label names the schedule unless it is this one.
USUAL_SCHEDULE = "CosineDecay"


def path_name(varied: dict[str, Any]) -> str:
    """A name for a path: `activation-relu_units-64`; letters, digits, `.`, `_`, `+` and `-`."""
    return "_".join(
        _slug(str(value)) if key == "variant" else f"{key}-{_slug(_flat(value))}"
        for key, value in varied.items()
    )


def reader_label(settings: dict[str, Any], noun: str, classes: Sequence[str]) -> str:
    """A name for a reader: `ReLU, 64 units`.

    `classes`: names of the data's classes, in the order of the labels; `noun`: what one is called.
    """
    return ", ".join(
        f"{noun} {classes[value]}" if key == "positive_class" else _phrase(key, value)
        for key, value in settings.items()
    )


def _phrase(key: str, value: Any) -> str:
    match key:
        case "variant":
            return str(value)
        case "units":
            layers = value if isinstance(value, list) else [value]
            return (
                f"{' + '.join(str(units) for units in layers)} units"
                if layers
                else "no hidden layer"
            )
        case "hidden_layers":
            return f"{value} hidden layer{'' if value == 1 else 's'}"
        case "filters":
            return f"{' → '.join(' + '.join(map(str, block)) for block in value)} filters"
        case "kernel_size":
            return f"kernels of {value} × {value}"
        case "block_dropout":
            return f"dropout after blocks {_flat(value)}"
        case "activation" | "optimizer":
            others = dict(value) if isinstance(value, dict) else {"name": value}
            name = str(others.pop("name"))
            return ", ".join([DISPLAY.get(name, name), *([_flat(others)] if others else [])])
        case "learning_rate" if isinstance(value, dict):
            others = {name: given for name, given in value.items() if name != FIRST_RATE}
            kind = str(others.pop("schedule"))
            more = [
                *([kind] if kind != USUAL_SCHEDULE else []),
                *([_flat(others)] if others else []),
            ]
            return " ".join(
                [f"learning rate from {_flat(value[FIRST_RATE])}", *(f"({part})" for part in more)]
            )
        case "epochs":
            return f"{value} epochs"
        case _:
            return f"{key.replace('_', ' ')} {_flat(value)}"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(
            _flat(item) if key in ("schedule", "name", FIRST_RATE) else f"{key} {_flat(item)}"
            for key, item in value.items()
        )
    if isinstance(value, list):
        # A list of lists are blocks of convolutions.
        between = "+" if any(isinstance(item, list) for item in value) else "x"
        return between.join(_flat(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text).strip("-.") or "unnamed"
