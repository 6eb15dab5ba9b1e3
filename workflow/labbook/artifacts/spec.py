"""The spec: all that is asked of one run, and nothing else.

It is what a training job is given, what `spec.json` holds, and what the run's key hashes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Newer fields. A spec that does not set them is written as it was before they existed.
# Of these, what has no influence on how a network is evaluated.
_NEW_OF_THE_TRAINING = {
    *("kernel_initializer", "l1", "l2", "label_smoothing", "class_weight"),
    *("early_stopping", "augmentation"),
}
_LEFT_OUT = {
    *("blocks", "record_gradients", "record_units", "batch_normalization", "own", "device"),
    *_NEW_OF_THE_TRAINING,
}
_OF_THE_TRAINING = {
    *("optimizer", "batch_size", "epochs", "record_gradients", "record_units"),
    *_NEW_OF_THE_TRAINING,
}

# Keras's default, which no spec names.
INITIALIZER = "glorot_uniform"
# Of Keras's schedules, the learning rate that they begin with.
FIRST_RATE = "initial_learning_rate"
# The device that a spec may name; it names none for the processor.
GPU = "gpu"
# What batch normalization keeps of each unit: its scale, shift, mean and variance.
OF_A_NORMALIZED_UNIT = 4


@dataclass(frozen=True)
class Task:
    """`multiclass`, or `one_against_rest` with the class `positive` that the network recognizes."""

    kind: str
    positive: int | None = None


@dataclass(frozen=True)
class HiddenLayer:
    """A dense layer: its units, Keras activation name, and the dropout rate after it."""

    units: int
    activation: str
    dropout: float = 0.0


@dataclass(frozen=True)
class ConvolutionBlock:
    """Convolutions in a row, one for each number of `filters`, then max pooling and dropout.

    A kernel is `kernel_size` pixels wide and high, and the image is padded with zeros so that its
    size stays; pooling halves that, rounding down.
    """

    filters: tuple[int, ...]
    kernel_size: int
    activation: str
    dropout: float = 0.0


@dataclass(frozen=True)
class OutputLayer:
    """The last dense layer."""

    units: int
    activation: str


@dataclass(frozen=True)
class EarlyStopping:
    """When a training ends before its last epoch, as `keras.callbacks.EarlyStopping` has it.

    `monitor`: `val_loss` or `val_accuracy`; it has to improve by more than `min_delta`, at least
    once in `patience` epochs. `restore_best`: the weights that count are those of the best epoch.
    """

    monitor: str
    patience: int
    min_delta: float
    restore_best: bool


@dataclass(frozen=True)
class OwnNetwork:
    """The network that `function` in `file` builds, given `arguments`.

    `file`: as the config names it; `code`: the hash of it and of each file beside it that it
    imports, by name; `libraries`: versions of what else it imports. `layers` of what is built:
    name, class, shape of the output for an image (None where there are several), parameters.
    `way`: what trains it, one of `compiled`, `graph`, `whole_batches`, `fit` and `eager`
    (training/ways.py). `repeats`: whether two trainings give the same numbers.
    """

    file: str
    function: str
    arguments: dict[str, Any]
    code: dict[str, str]
    libraries: dict[str, str]
    layers: list[list[Any]]
    way: str
    repeats: bool = True


@dataclass(frozen=True)
class Augmentation:
    """How far training images are changed at random at most: see training/augmentation.py.

    `shift`: as a share of the height and of the width; `rotation`: in degrees; `zoom`: as a share;
    `flip`: "horizontal", "vertical", "both" or None.
    """

    shift: float = 0.0
    rotation: float = 0.0
    zoom: float = 0.0
    flip: str | None = None


@dataclass(frozen=True)
class Spec:
    """One training of one configuration with one seed.

    `optimizer` holds Keras's name and its constructor's arguments; `learning_rate` among them is a
    number or a Keras schedule (`{"schedule": "CosineDecay", ...}`), never left to a default.
    `batch_size` None: all training images at each step. `validation_fraction` 0: no image is held
    out, and the test images are looked at after each epoch. `blocks`: of a convolutional network,
    before its `hidden` layers. `record_gradients`: how large they are is written down;
    `record_units`: which of the hidden units are dead or saturated is. `batch_normalization`: of
    each hidden layer and convolution, between its sums and its activation; none of them has a bias
    then. `kernel_initializer`: Keras's name, "" for its default. `l1`, `l2`, `label_smoothing` and
    `class_weight`: what is minimized beside the loss (training/objective.py); the last is
    "balanced", or weights by the number of the class, 1 for those left out. `early_stopping`:
    `epochs` are the most that there may be. `own`: of a `model` of that name, which has neither
    `blocks` nor `hidden` layers that we know of. `device`: GPU, or "" for the processor.
    """

    engine: str
    model: str
    dataset: str
    task: Task
    validation_fraction: float
    split_seed: int
    hidden: tuple[HiddenLayer, ...]
    output: OutputLayer
    loss: str
    optimizer: dict[str, Any]
    batch_size: int | None
    epochs: int
    seed: int
    blocks: tuple[ConvolutionBlock, ...] = ()
    record_gradients: bool = False
    record_units: bool = False
    batch_normalization: bool = False
    kernel_initializer: str = ""
    l1: float = 0.0
    l2: float = 0.0
    label_smoothing: float = 0.0
    class_weight: str | dict[str, float] = ""
    early_stopping: EarlyStopping | None = None
    own: OwnNetwork | None = None
    augmentation: Augmentation | None = None
    device: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what a plain network does not have is left out."""
        # Not `asdict`, which copies deeply: a plan calls this for each of thousands of runs.
        task = vars(self.task) if self.task.positive is not None else {"kind": self.task.kind}
        value = {
            **vars(self),
            "task": task,
            "hidden": [vars(layer) for layer in self.hidden],
            "output": vars(self.output),
            "blocks": [{**vars(block), "filters": [*block.filters]} for block in self.blocks],
            "early_stopping": self.early_stopping and vars(self.early_stopping),
            "own": self.own and vars(self.own),
            "augmentation": self.augmentation and vars(self.augmentation),
        }
        return {key: one for key, one in value.items() if one or key not in _LEFT_OUT}

    @property
    def settings(self) -> dict[str, Any]:
        """Plain values of all but the seed: what the runs of a configuration share."""
        return {key: value for key, value in self.to_dict().items() if key != "seed"}

    @property
    def network(self) -> dict[str, Any]:
        """Plain values of all that decides how the network is evaluated, and on which images.

        Not how it is trained: of dropout, only after which layers there is some.
        """
        value = {key: one for key, one in self.settings.items() if key not in _OF_THE_TRAINING}
        for part in ("hidden", "blocks"):
            value[part] = _where_dropped(value.get(part, ()))
        return value

    @property
    def compiled(self) -> dict[str, Any]:
        """Plain values of all that decides what is compiled for its training with Keras.

        What a compiled epoch is given as numbers is not in it: the seed, the learning rate or the
        one that a schedule begins with, and the rates of dropout between dense layers. Of the
        epochs, only the probe of gradients asks how many there are.
        """
        value = self.settings
        rate = self.optimizer["learning_rate"]
        given = {**rate, FIRST_RATE: None} if isinstance(rate, dict) else None
        value["optimizer"] = {**self.optimizer, "learning_rate": given}
        if not self.record_gradients:
            value["epochs"] = None
        if not self.blocks:
            value["hidden"] = _where_dropped(value["hidden"])
        return value

    @staticmethod
    def from_dict(value: dict[str, Any]) -> "Spec":
        """The inverse of `to_dict`; raises TypeError for a key that no spec has."""
        blocks, stopping = value.get("blocks", ()), value.get("early_stopping")
        own = value.get("own")
        augmentation = value.get("augmentation")
        return Spec(
            **{
                **value,
                "task": Task(**value["task"]),
                "hidden": tuple(HiddenLayer(**layer) for layer in value["hidden"]),
                "output": OutputLayer(**value["output"]),
                "blocks": tuple(
                    ConvolutionBlock(**{**block, "filters": tuple(block["filters"])})
                    for block in blocks
                ),
                "early_stopping": EarlyStopping(**stopping) if stopping else None,
                "own": OwnNetwork(**own) if own else None,
                "augmentation": Augmentation(**augmentation) if augmentation else None,
            }
        )


def _where_dropped(layers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the dropout after these layers, only where there is some."""
    return [{**layer, "dropout": bool(layer["dropout"])} for layer in layers]
