"""The spec: all that is asked of one run, and nothing else.

It is what a training job is given, what `spec.json` holds, and what the run's key hashes.
"""

from dataclasses import dataclass
from typing import Any

# Newer fields. A spec that does not set them is written as it was before they existed.
_LEFT_OUT = {"blocks", "record_gradients", "record_units", "early_stopping", "augmentation"}
_OF_THE_TRAINING = {
    *("optimizer", "batch_size", "epochs", "record_gradients", "record_units"),
    *("early_stopping", "augmentation"),
}


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
    `record_units`: which of the hidden units are dead or saturated is. `early_stopping`: `epochs`
    are the most that there may be.
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
    early_stopping: EarlyStopping | None = None
    augmentation: Augmentation | None = None

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
            value[part] = [
                {**layer, "dropout": bool(layer["dropout"])} for layer in value.get(part, ())
            ]
        return value

    @staticmethod
    def from_dict(value: dict[str, Any]) -> "Spec":
        """The inverse of `to_dict`; raises TypeError for a key that no spec has."""
        blocks, stopping = value.get("blocks", ()), value.get("early_stopping")
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
                "augmentation": Augmentation(**augmentation) if augmentation else None,
            }
        )
