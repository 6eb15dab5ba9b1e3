"""The spec: all that is asked of one run, and nothing else.

It is what a training job is given, what `spec.json` holds, and what the run's key hashes.
"""

from dataclasses import dataclass
from typing import Any

# Newer fields. A spec that does not set them is written as it was before they existed.
_LEFT_OUT = {"blocks", "record_gradients", "record_units", "own"}
_OF_THE_TRAINING = {"optimizer", "batch_size", "epochs", "record_gradients", "record_units"}


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
class Spec:
    """One training of one configuration with one seed.

    `optimizer` holds Keras's name and its constructor's arguments; `learning_rate` among them is a
    number or a Keras schedule (`{"schedule": "CosineDecay", ...}`), never left to a default.
    `batch_size` None: all training images at each step. `validation_fraction` 0: no image is held
    out, and the test images are looked at after each epoch. `blocks`: of a convolutional network,
    before its `hidden` layers. `record_gradients`: how large they are is written down;
    `record_units`: which of the hidden units are dead or saturated is. `own`: of a `model` of that
    name, which has neither `blocks` nor `hidden` layers that we know of.
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
    own: OwnNetwork | None = None

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
            "own": self.own and vars(self.own),
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
        blocks, own = value.get("blocks", ()), value.get("own")
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
                "own": OwnNetwork(**own) if own else None,
            }
        )
