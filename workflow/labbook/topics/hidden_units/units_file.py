"""hidden_units.json: how many units were dead or saturated after each epoch, run by run."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.typed_json import read_typed, write_typed
from labbook.artifacts.watched_layers import WatchedLayer


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
    write_typed(path, found)


def read_hidden_units(path: Path) -> HiddenUnits:
    """Read them; raises LabbookError naming the file if it is broken."""
    return read_typed(path, HiddenUnits)
