"""What the runs of a configuration share: all of their specs but the seed."""

from dataclasses import dataclass
from typing import Any

from labbook.artifacts.spec import ConvolutionBlock, HiddenLayer, OutputLayer, Spec, Task

# What tells a configuration from its siblings: swept keys of the config with their values, or
# `variant` with its name.
Varied = dict[str, Any]


@dataclass(frozen=True)
class RunSettings:
    """The fields of a Spec, which explains them."""

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
    blocks: tuple[ConvolutionBlock, ...] = ()
    record_gradients: bool = False

    def spec(self, seed: int) -> Spec:
        """What one run is asked for."""
        return Spec(**vars(self), seed=seed)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, laid out like those of a spec."""
        return self.spec(seed=0).settings

    @property
    def dense(self) -> tuple[HiddenLayer, ...]:
        """The hidden layers, then the output, which has no dropout."""
        return (*self.hidden, HiddenLayer(self.output.units, self.output.activation))

    @property
    def activations(self) -> list[str]:
        """Those of blocks and hidden layers, front to back."""
        return [layer.activation for layer in self._inner]

    @property
    def has_dropout(self) -> bool:
        return any(layer.dropout for layer in self._inner)

    @property
    def _inner(self) -> list[ConvolutionBlock | HiddenLayer]:
        return [*self.blocks, *self.hidden]

    @property
    def positive_class(self) -> int | None:
        """The class that is told from the rest; None where all are told apart."""
        return self.task.positive if self.task.kind == "one_against_rest" else None


def settings_of(spec: Spec) -> RunSettings:
    """A spec without its seed."""
    return RunSettings(**{name: one for name, one in vars(spec).items() if name != "seed"})


def read_settings(value: dict[str, Any]) -> RunSettings:
    """From plain values, as `to_dict` gives them; raises TypeError for a key that no spec has."""
    return settings_of(Spec.from_dict({**value, "seed": 0}))
