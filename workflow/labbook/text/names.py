"""The names that readers know for the identifiers of the config; no other module has them.

Labels, findings, figures, tables and templates all use this module, so a report never says both
`leaky_relu` and "leaky ReLU". It writes plain text; `report/settings.py` writes HTML.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from labbook.text.numbers import in_groups, shortest

# The keys are identifiers of Keras, and `lecun_tanh` of `models/activations.py`. The name of any
# other activation is its identifier, with spaces for underscores.
_ACTIVATIONS = {
    "celu": "CELU",
    "elu": "ELU",
    "gelu": "GELU",
    "hard_silu": "hard SiLU",
    "leaky_relu": "leaky ReLU",
    "lecun_tanh": "LeCun’s tanh",
    "mish": "Mish",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "selu": "SELU",
    "silu": "SiLU",
    "swish": "SiLU",
}

# The keys are Keras's identifiers in lower case; any other identifier is its own name.
_OPTIMIZERS = {
    "adadelta": "Adadelta",
    "adafactor": "Adafactor",
    "adagrad": "Adagrad",
    "adam": "Adam",
    "adamax": "Adamax",
    "adamw": "AdamW",
    "ftrl": "FTRL",
    "lamb": "LAMB",
    "lion": "Lion",
    "muon": "Muon",
    "nadam": "Nadam",
    "rmsprop": "RMSprop",
    "schedulefreeadamw": "schedule-free AdamW",
    "sgd": "SGD",
}

# Other settings are called by their identifiers, with spaces for underscores.
_SETTINGS = {
    "class_weight": "class weights",
    "kernel_initializer": "initial weights",
    "l1": "L1 penalty",
    "l2": "L2 penalty",
}

# The words of an initializer that are names of people.
_INITIALIZED_BY = {"glorot": "Glorot", "he": "He", "lecun": "LeCun"}

# The setting of a schedule that is its first learning rate.
FIRST_RATE = "initial_learning_rate"
# This schedule is not named where a learning rate starts "from" a value.
USUAL_SCHEDULE = "CosineDecay"
# The values of these settings are activations.
_OF_ACTIVATIONS = frozenset({"activation", "output_activation"})
# The lists of these settings are numbers of units or filters.
_COUNTED = frozenset({"units", "filters"})
# The keys of a mapping that name the thing; its other keys are settings of the thing.
_KIND = ("name", "schedule")


def setting_name(identifier: str) -> str:
    """`batch_size` as `batch size`, and `arguments.width` as `width`."""
    identifier = identifier.removeprefix("arguments.")
    return _SETTINGS.get(identifier, identifier.replace("_", " ").strip())


def initializer_name(identifier: str) -> str:
    """`he_normal` as `He normal`."""
    return " ".join(_INITIALIZED_BY.get(word, word) for word in identifier.split("_"))


def activation_name(identifier: str) -> str:
    """`leaky_relu` as `leaky ReLU`."""
    return _ACTIVATIONS.get(identifier, setting_name(identifier))


def optimizer_name(identifier: str) -> str:
    """`rmsprop`, or Keras's class `RMSprop`, as `RMSprop`."""
    return _OPTIMIZERS.get(identifier.lower(), identifier)


def loss_name(identifier: str) -> str:
    """`binary_crossentropy` as `binary cross-entropy`."""
    return setting_name(identifier).replace("crossentropy", "cross-entropy")


def named_value(setting: str, word: str) -> str:
    """The name that readers know for a word that is the value of a setting."""
    if setting in _OF_ACTIVATIONS:
        return activation_name(word)
    if setting == "optimizer":
        return optimizer_name(word)
    if setting == "loss":
        return loss_name(word)
    if setting == "kernel_initializer":
        return initializer_name(word)
    return setting_name(word)


def value_words(setting: str, value: object) -> str:
    """A value of a setting: a number, a word, several layers or blocks, or a mapping with its name.

    `adam` as `Adam`, units `[512, 10]` as `512 + 10`, filters `[[32, 32], [64]]` as `32 + 32 → 64`,
    dropout `[0.5, 0.2]` as `0.5 / 0.2`, `{"schedule": "CosineDecay", "alpha": 0.1}` as
    `CosineDecay (alpha 0.1)`, `{"file": "mine.py"}` as `build in mine.py`.
    """
    if setting == "class_weight" and isinstance(value, Mapping):
        return ", ".join(f"{name}: {value_words('', one)}" for name, one in value.items())
    if setting == "arguments" and isinstance(value, Mapping):
        return settings_words(value)
    if isinstance(value, Mapping) and "file" in value:
        return f"{value.get('function', 'build')} in {value['file']}"
    if isinstance(value, Mapping):
        kind = next((value[key] for key in _KIND if key in value), None)
        others = {key: argument for key, argument in value.items() if key not in _KIND}
        if kind is None:
            return settings_words(others)
        name = named_value(setting, str(kind)) if "name" in value else str(kind)
        return f"{name} ({settings_words(others)})" if others else name
    if isinstance(value, list | tuple):
        has_blocks = any(isinstance(item, list | tuple) for item in value)
        between = " → " if has_blocks else " + " if setting in _COUNTED else " / "
        return between.join(value_words(setting, item) for item in value) or "none"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return in_groups(value)
    return shortest(value) if isinstance(value, float) else named_value(setting, str(value))


def settings_words(settings: Mapping[str, Any]) -> str:
    """`{"batch_size": 100, "activation": "relu"}` as `batch size 100, activation ReLU`."""
    return ", ".join(
        _phrase(name, value)
        if name == "batch_normalization"
        else f"{setting_name(name)} {value_words(name, value)}"
        for name, value in settings.items()
    )


def reader_label(settings: Mapping[str, Any], noun: str, classes: Sequence[str]) -> str:
    """The name of the configuration that was varied by these settings: `ReLU, 64 units`.

    `classes`: the names of the dataset's classes, in the order of the labels; `noun`: the word for
    a class.
    """
    return ", ".join(
        _class_phrase(value, noun, classes)
        if setting == "positive_class"
        else _phrase(setting, value)
        for setting, value in settings.items()
    )


def _class_phrase(value: int | None, noun: str, classes: Sequence[str]) -> str:
    return f"{noun} {classes[value]}" if value is not None else "all classes"


def _phrase(setting: str, value: Any) -> str:
    match setting:
        case "variant":
            return str(value)
        case "units":
            return f"{value_words(setting, value)} units" if value != [] else "no hidden layer"
        case "hidden_layers":
            return f"{value} hidden layer{'' if value == 1 else 's'}"
        case "filters":
            return f"{value_words(setting, value)} filters"
        case "kernel_size":
            return f"kernels of {value} × {value}"
        case "block_dropout":
            return f"dropout after blocks {value_words(setting, value)}"
        case "activation" | "optimizer" if isinstance(value, dict):
            others = {name: argument for name, argument in value.items() if name != "name"}
            name = named_value(setting, str(value["name"]))
            return ", ".join(part for part in (name, settings_words(others)) if part)
        case "activation" | "optimizer" | "model" | "arguments":
            return value_words(setting, value)
        case "learning_rate" if isinstance(value, dict):
            return f"learning rate {_schedule(value)}"
        case "epochs":
            return f"{value_words(setting, value)} epochs"
        case "batch_normalization":
            return setting_name(setting) if value else f"no {setting_name(setting)}"
        case "class_weight" if isinstance(value, dict):
            return f"{setting_name(setting)} ({value_words(setting, value)})"
        case "early_stopping":
            words = value_words(setting, value)
            return f"early stopping ({words})" if value else "no early stopping"
        case "augmentation":
            words = value_words(setting, value)
            return f"augmentation ({words})" if value else "no augmentation"
        case _:
            return f"{setting_name(setting)} {value_words(setting, value)}"


def _schedule(schedule: Mapping[str, Any]) -> str:
    """`from 0.001`, `from 0.001 (PolynomialDecay) (decay epochs 5)`."""
    others = {
        name: argument
        for name, argument in schedule.items()
        if name not in (FIRST_RATE, "schedule")
    }
    kind = str(schedule["schedule"])
    further = [kind if kind != USUAL_SCHEDULE else "", settings_words(others)]
    return " ".join(
        [
            f"from {value_words('learning_rate', schedule[FIRST_RATE])}",
            *(f"({words})" for words in further if words),
        ]
    )
