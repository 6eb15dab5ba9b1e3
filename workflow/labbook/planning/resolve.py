"""From settings at every level of the config to one resolved spec."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from labbook.artifacts.spec import (
    INITIALIZER,
    Augmentation,
    ConvolutionBlock,
    EarlyStopping,
    HiddenLayer,
    OutputLayer,
    Spec,
    Task,
)
from labbook.config.engine_names import NUMPY_ACTIVATIONS, NUMPY_LOSSES, OPTIMIZER_LEARNING_RATES
from labbook.config.model import Config
from labbook.config.settings import Settings, ends_with_training, unknown_word
from labbook.errors import LabbookError
from labbook.planning.datasets import DatasetIdentity

OPTIMIZER = "sgd"
CPU = "cpu"


def check_from_scratch(settings: Mapping[str, Any], where: str) -> None:
    """Raise LabbookError for settings that engine numpy does not have; `where`: the key's path."""
    for key, limit in _refused(settings):
        value = settings[key]
        shown = value.model_dump() if isinstance(value, BaseModel) else value
        raise LabbookError(f"{where}.{key} is {shown}, but engine numpy {limit}")


def _refused(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys with a value that engine numpy does not have, and what it has."""
    if settings.get("batch_size") is not None:
        yield (
            "batch_size",
            "takes all training images at each step (full-batch gradient descent); leave "
            "batch_size out, or set it to null if defaults set it.",
        )
    if settings.get("optimizer", OPTIMIZER) not in (OPTIMIZER, {"name": OPTIMIZER}):
        yield "optimizer", f"has plain gradient descent alone; leave it out, or write {OPTIMIZER}."
    if isinstance(settings.get("learning_rate"), dict):
        yield "learning_rate", "has no schedules; give a number."
    if "dropout" in settings:
        yield "dropout", "has no dropout; leave it out, or set it to null if defaults set it."
    if "filters" in settings:
        yield "filters", "has no convolutions; leave it out, or set it to null if defaults set it."
    for key in ("batch_normalization", "l1", "l2", "weight_decay"):
        if settings.get(key):
            yield key, "does not have it; leave it out, or set it to null if defaults set it."
    for key in ("label_smoothing", "class_weight"):
        if settings.get(key):
            yield key, "takes labels and images as they are; leave it out, or set it to null."
    if settings.get("kernel_initializer", INITIALIZER) != INITIALIZER:
        yield "kernel_initializer", f"draws weights by {INITIALIZER} alone; leave it out."
    if settings.get("record_gradients"):
        yield "record_gradients", "does not write them down; leave it out."
    if settings.get("model"):
        yield "model", "trains networks from scratch alone; leave it out."
    activation = settings.get("activation", NUMPY_ACTIVATIONS[0])
    if activation not in NUMPY_ACTIVATIONS:
        yield "activation", f"does not have it; {unknown_word(activation, NUMPY_ACTIVATIONS)}"
    loss = settings.get("loss", NUMPY_LOSSES[0])
    if loss not in NUMPY_LOSSES:
        yield "loss", f"does not have it; {unknown_word(loss, NUMPY_LOSSES)}"
    output = "softmax" if settings.get("positive_class") is None else "sigmoid"
    if settings.get("output_activation", output) != output:
        yield "output_activation", f"takes the loss together with {output}; leave it out."
    if "early_stopping" in settings:
        yield "early_stopping", "trains for all epochs; leave it out."
    if "augmentation" in settings:
        yield "augmentation", "takes the images as they are; leave it out."
    if settings.get("device", CPU) != CPU:
        yield "device", "computes on the processor; leave it out, or set it to null."


KERNEL_SIZE = 3
REQUIRED = ("epochs", "batch_size", "optimizer", "seeds")

# Full-batch gradient descent, unless another optimizer is named and refused.
FROM_SCRATCH = {"optimizer": OPTIMIZER, "batch_size": None}


# What says how our own networks are built.
OF_LAYERS = (
    *("units", "hidden_layers", "filters", "kernel_size", "activation"),
    *("dropout", "block_dropout", "batch_normalization", "kernel_initializer"),
)


def laid_over(*levels: Settings) -> dict[str, Any]:
    """What is set, a later level over an earlier one; a null unsets.

    A network of one's own takes the place of the layers that an earlier level gives; its arguments
    are laid over each other one by one.
    """
    result: dict[str, Any] = {}
    for level in levels:
        fields = Settings.model_fields.keys() & level.model_fields_set
        below = result.get("arguments")
        if level.model:
            for key in OF_LAYERS:
                result.pop(key, None)
        result.update({key: getattr(level, key) for key in fields})
        if below and result["arguments"]:
            result["arguments"] = below | result["arguments"]
    return {key: value for key, value in result.items() if value is not None}


def resolve(
    settings: dict[str, Any], engine: str, config: Config, dataset: DatasetIdentity, where: str
) -> Spec:
    """The spec of a configuration's run with the first of its seeds.

    `where` is the key's path for a LabbookError's sentence.
    """
    if engine == "numpy":
        check_from_scratch(settings, where)
        settings = {**FROM_SCRATCH, **settings}
    for key in REQUIRED:
        if key not in settings:
            raise LabbookError(f"{where}.{key} is missing, and no defaults set it.")
    positive = settings.get("positive_class")
    n_classes = len(dataset.classes)
    if positive is not None and positive >= n_classes:
        raise LabbookError(
            f"{where}.positive_class is {positive}, but {dataset.title} has {n_classes} classes; "
            f"it must be at most {n_classes - 1}."
        )
    outputs = n_classes if positive is None else 1
    _check_own(settings, where)
    blocks = _blocks(settings, where)
    hidden = _hidden_layers(settings, where)
    loss = _loss(settings, outputs, where)
    normalized = bool(settings.get("batch_normalization"))
    for unfit in _unfit(settings, bool(blocks or hidden), loss):
        raise LabbookError(f"{where}.{unfit}")
    validation_fraction = float(settings.get("validation_fraction", config.validation_fraction))
    return Spec(
        engine=engine,
        model="own" if "model" in settings else "cnn" if blocks else "mlp",
        dataset=dataset.name,
        task=Task("multiclass") if positive is None else Task("one_against_rest", positive),
        validation_fraction=validation_fraction,
        split_seed=config.split_seed,
        hidden=hidden,
        output=OutputLayer(
            outputs,
            settings.get("output_activation", "sigmoid" if outputs == 1 else "softmax"),
        ),
        loss=loss,
        optimizer=_optimizer(settings),
        batch_size=settings["batch_size"],
        epochs=settings["epochs"],
        seed=settings["seeds"][0],
        blocks=blocks,
        record_gradients=bool(settings.get("record_gradients")),
        batch_normalization=normalized,
        kernel_initializer=_unless(settings.get("kernel_initializer", ""), INITIALIZER),
        l1=float(settings.get("l1", 0.0)),
        l2=float(settings.get("l2", 0.0)),
        label_smoothing=float(settings.get("label_smoothing", 0.0)),
        class_weight=_class_weight(settings, outputs, dataset, where) or "",
        early_stopping=_early_stopping(settings, validation_fraction, where),
        augmentation=_augmentation(settings, where),
        device=_unless(settings.get("device", CPU), CPU),
    )


def _unfit(settings: dict[str, Any], has_inner: bool, loss: str) -> Iterator[str]:
    """What this network, or this loss, does not take, as the end of a sentence.

    `has_inner`: whether there are hidden layers or convolutions.
    """
    if settings.get("batch_normalization"):
        if not has_inner:
            yield (
                "batch_normalization is true, but the network has no hidden layer and no "
                "convolution to normalize; leave it out (null, if defaults set it)."
            )
        if settings["batch_size"] == 1:
            yield (
                "batch_normalization is true, but over a batch of one image there is nothing to "
                "normalize; give a larger batch_size."
            )
    if settings.get("label_smoothing") and loss == "mean_squared_error":
        yield (
            f"label_smoothing is {settings['label_smoothing']}, but Keras has none for the loss "
            f"{loss}; leave one of the two out."
        )
    optimizer = settings["optimizer"]
    if "weight_decay" in settings and isinstance(optimizer, dict) and "weight_decay" in optimizer:
        yield "weight_decay stands in optimizer, too; leave one of the two out."


def _class_weight(
    settings: dict[str, Any], outputs: int, dataset: DatasetIdentity, where: str
) -> str | dict[str, float]:
    """The weights other than 1, by the number of the class, in that order."""
    given = settings.get("class_weight", "")
    if isinstance(given, str):
        return given
    # One output tells the rest, 0, from the class, 1.
    names = dataset.classes if outputs > 1 else ("0", "1")
    weights: dict[int, float] = {}
    for name, weight in given.items():
        if name not in names and not (name.isdecimal() and int(name) < len(names)):
            raise LabbookError(
                f'{where}.class_weight names "{name}", which is no class here; '
                f"{unknown_word(name, names)}"
            )
        weights[names.index(name) if name in names else int(name)] = float(weight)
    return {str(number): weights[number] for number in sorted(weights) if weights[number] != 1}


def _unless(name: str, default: str) -> str:
    return "" if name == default else name


def _augmentation(settings: dict[str, Any], where: str) -> Augmentation | None:
    asked = settings.get("augmentation")
    if asked is None:
        return None
    changes = asked.model_dump()
    if not any(changes.values()):
        raise LabbookError(
            f"{where}.augmentation changes nothing; give one of {', '.join(changes)}, or leave it "
            "out (null)."
        )
    return Augmentation(**changes)


def _early_stopping(
    settings: dict[str, Any], validation_fraction: float, where: str
) -> EarlyStopping | None:
    asked = settings.get("early_stopping")
    if asked and not validation_fraction:
        raise LabbookError(
            f"{where}.early_stopping needs validation images to decide by, and the "
            "validation_fraction is 0; set one above 0, or leave early_stopping out."
        )
    return EarlyStopping(**asked.model_dump()) if asked else None


def _check_own(settings: dict[str, Any], where: str) -> None:
    """Refuse what says nothing about a network of one's own, or about another."""
    if "model" not in settings:
        if "arguments" in settings:
            raise LabbookError(
                f"{where}.arguments is set, but no model that could take them; give it, or leave "
                "arguments out (null, if defaults set it)."
            )
        return
    for key in (*OF_LAYERS, "record_gradients"):
        if settings.get(key):
            raise LabbookError(
                f"{where}.{key} is {settings[key]}, but the network is that of "
                f"{settings['model'].file}, which knows its layers alone; leave one of the two out."
            )


def _blocks(settings: dict[str, Any], where: str) -> tuple[ConvolutionBlock, ...]:
    filters = settings.get("filters", [])
    for key in () if filters else ("kernel_size", "block_dropout"):
        if key in settings:
            raise LabbookError(
                f"{where}.{key} is {settings[key]}, but the network has no convolutions; give "
                "their filters, or leave it out (null, if defaults set it)."
            )
    if filters and "activation" not in settings:
        raise LabbookError(f"{where}.activation is missing, and the network has convolutions.")
    rates = _rates(settings, "block_dropout", len(filters), "block", where)
    return tuple(
        ConvolutionBlock(
            tuple(block),
            settings.get("kernel_size", KERNEL_SIZE),
            settings["activation"],
            rate,
        )
        for block, rate in zip(filters, rates, strict=True)
    )


def _rates(settings: dict[str, Any], key: str, count: int, what: str, where: str) -> list[float]:
    """The dropout after each of `count` layers or blocks."""
    given = settings.get(key, 0.0)
    rates = given if isinstance(given, list) else [given] * count
    if len(rates) != count:
        raise LabbookError(
            f"{where}.{key} has {len(rates)} rates for {count} {what}s; give one number, or one a "
            f"{what.split()[-1]}."
        )
    return list(map(float, rates))


def _hidden_layers(settings: dict[str, Any], where: str) -> tuple[HiddenLayer, ...]:
    layers = _sizes(settings, where)
    if layers and "activation" not in settings:
        raise LabbookError(f"{where}.activation is missing, and the network has a hidden layer.")
    rates = _rates(settings, "dropout", len(layers), "hidden layer", where)
    return tuple(
        HiddenLayer(size, settings["activation"], rate)
        for size, rate in zip(layers, rates, strict=True)
    )


def _sizes(settings: dict[str, Any], where: str) -> list[int]:
    """Units of each hidden layer."""
    units, count = settings.get("units", []), settings.get("hidden_layers")
    if count is None:
        return list(units) if isinstance(units, list) else [units]
    if "units" not in settings:
        raise LabbookError(
            f"{where}.units is missing, and hidden_layers asks for {count} layers of so many units "
            "each."
        )
    if isinstance(units, list):
        raise LabbookError(
            f"{where}.hidden_layers is {count}, but units is {units}, a list that says how many "
            "layers there are; give one number of units, or leave hidden_layers out (null, if "
            "defaults set it)."
        )
    return [units] * count


def _loss(settings: dict[str, Any], outputs: int, where: str) -> str:
    fitting = "binary_crossentropy" if outputs == 1 else "categorical_crossentropy"
    unfitting = "categorical_crossentropy" if outputs == 1 else "binary_crossentropy"
    loss: str = settings.get("loss", fitting)
    if loss == unfitting:
        raise LabbookError(
            f"{where}.loss is {loss}, which does not fit a network with "
            f"{'one output' if outputs == 1 else f'{outputs} outputs'}; use {fitting}."
        )
    return loss


def _optimizer(settings: dict[str, Any]) -> dict[str, Any]:
    given = settings["optimizer"]
    arguments = dict(given) if isinstance(given, dict) else {"name": given}
    if "weight_decay" in settings:
        arguments["weight_decay"] = settings["weight_decay"]
    rate = settings.get("learning_rate", OPTIMIZER_LEARNING_RATES[arguments["name"]])
    if isinstance(rate, dict) and ends_with_training(rate):
        rate = {**rate, "decay_epochs": settings["epochs"]}
    numbers = {
        key: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for key, value in arguments.items()
    }
    return {**numbers, "learning_rate": float(rate) if not isinstance(rate, dict) else rate}
