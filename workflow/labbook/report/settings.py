"""Settings as HTML: a value, a network in one line, the table of what is shared and what varies.

`text/names.py` has the names, `report/numbers.py` the numbers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from labbook.artifacts.class_words import NamedClasses
from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.spec import INITIALIZER, ConvolutionBlock, HiddenLayer
from labbook.artifacts.summary import PlannedConfiguration
from labbook.metrics.best_configuration import MOST_SHOWN, N_NAMED
from labbook.report.numbers import integer, number
from labbook.text.names import (
    activation_name,
    initializer_name,
    loss_name,
    named_value,
    optimizer_name,
    setting_name,
    value_words,
)
from labbook.text.rounding import SPACE


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
    is_named = isinstance(value, Mapping) and bool({"name", "schedule"} & set(value))
    if isinstance(value, Mapping) and (setting == "arguments" or not is_named):
        return escape(value_words(setting, value))
    if isinstance(value, Mapping):
        others = {
            name: argument for name, argument in value.items() if name not in ("name", "schedule")
        }
        if not {"name", "schedule"} & set(value):
            return _settings(others)
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


ARROW = " → "
# From this number on, equal layers in a row are counted instead of listed.
FEWEST_COUNTED = 4


def input_size(settings: RunSettings, parameters: int) -> int | None:
    """The number of inputs of a network of dense layers, from its parameter count.

    With sizes n_0, n_1, ... the count is the sum of (n_i + 1) n_(i+1) where each unit has a bias.
    It is None for other networks, or if no whole number n_0 gives this count.
    """
    if settings.model != "mlp":
        return None
    units = [layer.units for layer in settings.dense]
    first, *others = settings.beside_kernels
    behind_first = sum(
        (size + beside) * following
        for (size, following), beside in zip(pairwise(units), others, strict=True)
    )
    inputs, remainder = divmod(parameters - behind_first, units[0])
    return inputs - first if remainder == 0 and inputs > first else None


def layer_text(layer: HiddenLayer) -> str:
    """`64 ReLU`, followed by the dropout if the layer has one."""
    rate = f" (dropout {value_text('dropout', layer.dropout)})" if layer.dropout else ""
    return f"{integer(layer.units)}{SPACE}{activation_name(layer.activation)}{rate}"


def blocks_text(settings: RunSettings) -> str:
    """`32 + 32 filters of 3 × 3 (ReLU), max pooling, dropout 0.25 → …`, or `none`.

    Nothing of a network of one's own, here and for hidden layers.
    """
    if settings.own:
        return ""
    return ARROW.join(map(_block_text, settings.blocks)) or "none"


def _block_text(block: ConvolutionBlock) -> str:
    counts, size = list(map(integer, block.filters)), integer(block.kernel_size)
    noun = "filter" if block.filters == (1,) else "filters"
    filters = f"{f'{SPACE}+{SPACE}'.join(counts)}{SPACE}{noun} of {size}{SPACE}×{SPACE}{size}"
    rate = f", dropout {value_text('dropout', block.dropout)}" if block.dropout else ""
    return f"{filters} ({activation_name(block.activation)}), max pooling{rate}"


def hidden_text(settings: RunSettings) -> str:
    """The hidden layers from first to last, or `none`."""
    if settings.own:
        return ""
    return ARROW.join(_hidden_texts(settings)) or "none"


def _hidden_texts(settings: RunSettings) -> list[str]:
    """A text for each hidden layer, or one for many equal layers: `39 layers of 32 ReLU`."""
    texts = []
    for text, equal in groupby(layer_text(layer) for layer in settings.hidden):
        count = len(list(equal))
        counted = [f"{integer(count)}{SPACE}layers of {text}"]
        texts += counted if count >= FEWEST_COUNTED else [text] * count
    return texts


# What trains a network of one's own, by its way (training/ways.py).
_TRAINED_BY = {
    "compiled": "our loop, an epoch compiled by XLA",
    "graph": "our loop, an epoch in a graph of TensorFlow",
    "whole_batches": "our loop, an epoch in a graph of TensorFlow, each batch as a whole",
    "fit": "model.fit of Keras",
    "eager": "model.fit of Keras, line by line, without a graph",
}


def own_text(settings: RunSettings) -> str:
    """`build in networks/mine.py (width 64)`; nothing of other networks."""
    if settings.own is None:
        return ""
    name = f"{settings.own.function} in {settings.own.file}"
    arguments = value_words("arguments", settings.own.arguments)
    return f"{name} ({arguments})" if arguments else name


def trained_by(settings: RunSettings) -> str:
    """Which engine trains a network of one's own; nothing of other networks."""
    if settings.own is None:
        return ""
    again = "" if settings.own.repeats else "; its numbers will not come again"
    return f"{_TRAINED_BY[settings.own.way]}{again}"


def network_text(settings: RunSettings, parameters: int | None) -> Markup:
    """`784 → 64 ReLU → 10 softmax`; the inputs are left out if they are unknown."""
    inputs = None if parameters is None else input_size(settings, parameters)
    blocks = [_block_text(block) for block in settings.blocks]
    own = [own_text(settings)] if settings.own else []
    layers = [*own, *blocks, *_hidden_texts(settings), layer_text(settings.dense[-1])]
    front = [] if inputs is None else [integer(inputs)]
    return Markup("{}").format(ARROW.join([*front, *layers]))


def initializer_text(settings: RunSettings) -> str:
    """How the first weights are drawn: `Glorot uniform`."""
    return initializer_name(settings.kernel_initializer or INITIALIZER)


PLAIN_LOSS = "the loss alone"


def minimized_text(settings: RunSettings) -> str:
    """`the loss with L2 penalty 0.001, label smoothing 0.1`, or `the loss alone`."""
    parts = _told(settings, "l1", "l2", "label_smoothing", "class_weight")
    return f"the loss with {', '.join(parts)}" if parts else PLAIN_LOSS


def further_text(settings: RunSettings) -> str:
    """What a plain training does not have, to follow its optimizer: `; batch normalization; …`."""
    normalized = [setting_name("batch_normalization")] if settings.batch_normalization else []
    others = ("kernel_initializer", "l1", "l2", "label_smoothing", "class_weight")
    return "".join(f"; {part}" for part in normalized + _told(settings, *others))


def _told(settings: RunSettings, *names: str) -> list[str]:
    """Those of the settings that are set: `L2 penalty 0.001`."""
    return [
        f"{setting_name(name)} {value_words(name, value)}"
        for name in names
        if (value := getattr(settings, name))
    ]


@dataclass(frozen=True)
class Setting:
    """One row: the distinct values of a setting, in the order of the configurations."""

    name: str
    values: tuple[Markup, ...]

    @property
    def varied(self) -> bool:
        return len(self.values) > 1

    @property
    def values_named(self) -> tuple[Markup, ...]:
        """All of them or, of very many, the first few, how many are between, and the last."""
        if len(self.values) <= MOST_SHOWN:
            return self.values
        first, last = self.values[: N_NAMED - 1], self.values[-1]
        return (*first, Markup("{} more").format(integer(len(self.values) - N_NAMED)), last)


def task_text(settings: RunSettings, dataset: NamedClasses) -> str:
    """The classes that the network has to tell apart."""
    if settings.positive_class is not None:
        return f"class {dataset.class_name(settings.positive_class)} against the rest"
    if settings.task.kind == "multiclass":
        return f"one of {integer(settings.output.units)} classes"
    return setting_name(settings.task.kind)


def batch_text(planned: PlannedConfiguration) -> str:
    """The batch size; if the training set is smaller, also the size that was used."""
    asked = planned.known.settings.batch_size
    used = planned.summary.batch_size_used if planned.summary else asked
    if asked is None:
        return "all training images" if used is None else f"all {integer(used)} training images"
    if used is not None and used < asked:
        return f"{integer(asked)} (all {integer(used)} training images)"
    return integer(asked)


def early_stopping_text(settings: RunSettings) -> Markup:
    """`validation loss, patience 5, least change 0.001, best weights restored`, or `none`."""
    asked = settings.early_stopping
    if asked is None:
        return Markup("none")
    text = f"{monitored(asked.monitor)}, patience{SPACE}{integer(asked.patience)}"
    if asked.min_delta:
        text += f", least change{SPACE}{number(asked.min_delta, digits=6)}"
    return Markup("{}, weights of the {} epoch").format(
        text, "best" if asked.restore_best else "last"
    )


def augmentation_text(settings: RunSettings) -> str:
    """`shifted by up to 0.1 of its height and width, turned by up to 10°, flipped both ways`."""
    asked = settings.augmentation
    if asked is None:
        return "none"
    parts = [
        f"{word} by up to {number(most, digits=6)}{unit}"
        for word, most, unit in (
            ("shifted", asked.shift, " of its height and width"),
            ("turned", asked.rotation, "°"),
            ("zoomed", asked.zoom, ""),
        )
        if most
    ]
    if asked.flip:
        way = "both ways" if asked.flip == "both" else f"{asked.flip}ly"
        parts.append(f"flipped {way}")
    return ", ".join(parts)


PROCESSOR = "processor"


def device_text(settings: RunSettings) -> str:
    """What trains the network."""
    return settings.device.upper() or PROCESSOR


def monitored(name: str) -> str:
    """`val_loss` as `validation loss`."""
    return name.replace("val_", "validation ")


def _inputs(planned: PlannedConfiguration) -> str:
    if planned.summary is None:
        return ""
    inputs = input_size(planned.summary.settings, planned.summary.parameters)
    return "" if inputs is None else integer(inputs)


_ROWS: dict[str, Callable[[PlannedConfiguration], str]] = {
    "Inputs": _inputs,
    "Network": lambda planned: own_text(planned.known.settings),
    "Trained by": lambda planned: trained_by(planned.known.settings),
    "Convolutions": lambda planned: blocks_text(planned.known.settings),
    "Hidden layers": lambda planned: hidden_text(planned.known.settings),
    "Output layer": lambda planned: layer_text(planned.known.settings.dense[-1]),
    "Batch normalization": lambda planned: value_words(
        "batch_normalization", planned.known.settings.batch_normalization
    ),
    "Initial weights": lambda planned: initializer_text(planned.known.settings),
    "Loss": lambda planned: loss_name(planned.known.settings.loss),
    "Minimized": lambda planned: minimized_text(planned.known.settings),
    "Optimizer": lambda planned: optimizer_text(planned.known.settings),
    "Batch size": batch_text,
    "Epochs": lambda planned: integer(planned.known.settings.epochs),
    "Seeds": lambda planned: ", ".join(map(str, planned.seeds)),
    "Early stopping": lambda planned: early_stopping_text(planned.known.settings),
    "Augmentation": lambda planned: augmentation_text(planned.known.settings),
    "Device": lambda planned: device_text(planned.known.settings),
}
# Rows that are left out where all have the value of a plain network.
_PLAIN = {
    "Convolutions": "none",
    "Batch normalization": "no",
    "Initial weights": initializer_name(INITIALIZER),
    "Minimized": PLAIN_LOSS,
    "Early stopping": "none",
    "Augmentation": "none",
    "Device": PROCESSOR,
}


def shared_settings(planned: Sequence[PlannedConfiguration]) -> list[Markup]:
    """What all networks of an experiment have: hidden layers or their units, optimizer, batch size.

    What differs between them is left out, for their names say it, and so are the layers of a single
    network.
    """
    hidden = {hidden_text(one.known.settings) for one in planned}
    units = {layer.units for one in planned for layer in one.known.settings.hidden}
    layers: list[str] = []
    if len(planned) > 1 and len(hidden) == 1:
        layers = [f"hidden layer {text}" for text in hidden if text not in ("", "none")]
    elif len(units) == 1:
        layers = [f"{integer(one)} units a layer" for one in units]
    optimizers = {optimizer_text(one.known.settings) for one in planned}
    batches = {batch_text(one) for one in planned}
    return [
        *map(escape, layers),
        *(optimizers if len(optimizers) == 1 else ()),
        *(Markup("batch size {}").format(one) for one in batches if len(batches) == 1),
    ]


def setting_rows(planned: Sequence[PlannedConfiguration], dataset: NamedClasses) -> list[Setting]:
    """The rows of an experiment's settings.

    A row without values is left out, and so is one of what no network has.
    """
    rows = []
    texts = {"Task": lambda one: task_text(one.known.settings, dataset), **_ROWS}
    for name, text in texts.items():
        values = dict.fromkeys(
            value for configuration in planned if (value := escape(text(configuration)))
        )
        if values and list(values) != [_PLAIN.get(name)]:
            rows.append(Setting(name, tuple(values)))
    return rows
