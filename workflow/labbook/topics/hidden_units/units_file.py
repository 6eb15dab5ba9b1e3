"""hidden_units.json: which layers are watched, how many of their units were dead or saturated.

After each epoch, run by run.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError

# What stops a unit of these activations from learning.
RELU = "relu"
SATURATING = ("sigmoid", "tanh")


@dataclass(frozen=True)
class WatchedLayer:
    """A dense layer: its `place` counts from 1, the output is the last."""

    place: int
    units: int
    activation: str
    is_output: bool

    @property
    def dies(self) -> bool:
        """Its units can be dead, as those of ReLU can; those of another layer saturated."""
        return self.activation == RELU


def watched_layers(spec: Spec) -> tuple[WatchedLayer, ...]:
    """The dense layers with ReLU, sigmoid or tanh, from the input on.

    A sigmoid output that is trained with binary cross-entropy is not among them: it saturates when
    the network is sure of its answers, and its gradient does not pass the sigmoid's slope.
    """
    layers = [
        *(
            WatchedLayer(place, hidden.units, hidden.activation, False)
            for place, hidden in enumerate(spec.hidden, start=1)
        ),
        WatchedLayer(len(spec.hidden) + 1, spec.output.units, spec.output.activation, True),
    ]
    return tuple(
        layer
        for layer in layers
        if layer.activation in (RELU, *SATURATING)
        and not (
            layer.is_output and layer.activation == "sigmoid" and spec.loss == "binary_crossentropy"
        )
    )


@dataclass(frozen=True)
class RunUnits:
    """A run: an entry for each epoch, the first before training, and in it one a watched layer.

    `stuck`: how many units are dead or saturated; `variation`: the standard deviation of a unit's
    answers over the training images, averaged over the layer's units.
    """

    key: str
    seed: int
    stuck: tuple[tuple[int, ...], ...]
    variation: tuple[tuple[float, ...], ...]

    @property
    def counts(self) -> np.ndarray:
        """`stuck` as (1 + epochs, layers)."""
        return np.array(self.stuck)


@dataclass(frozen=True)
class ConfigurationUnits:
    """A configuration with a layer to watch; `runs` are those that did not diverge."""

    name: str
    layers: tuple[WatchedLayer, ...]
    runs: tuple[RunUnits, ...]

    @property
    def sizes(self) -> np.ndarray:
        """How many units each layer has."""
        return np.array([layer.units for layer in self.layers])


@dataclass(frozen=True)
class HiddenUnits:
    """Of an experiment, in the plan's order."""

    lab: str
    experiment: str
    configurations: tuple[ConfigurationUnits, ...]


def write_hidden_units(path: Path, found: HiddenUnits) -> None:
    write_json(path, asdict(found))


def read_hidden_units(path: Path) -> HiddenUnits:
    """Read them; raises LabbookError naming the file if it is broken."""
    value = read_json(path)
    try:
        configurations = tuple(map(_read_configuration, value["configurations"]))
        return HiddenUnits(**{**value, "configurations": configurations})
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} is no whole record of hidden units ({error!r}); delete it and build again."
        ) from None


def _read_configuration(value: dict[str, Any]) -> ConfigurationUnits:
    return ConfigurationUnits(
        value["name"],
        tuple(WatchedLayer(**layer) for layer in value["layers"]),
        tuple(
            RunUnits(
                **{**run, **{key: tuple(map(tuple, run[key])) for key in ("stuck", "variation")}}
            )
            for run in value["runs"]
        ),
    )
