"""feature_maps.json and feature_maps.npz: what the filters of a convolutional network answer.

The JSON file has numbers of every run of one configuration, layer by layer, over a sample of the
test images. The arrays are what can only be looked at, maps and kernels, of one run: the *shown*
one.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.artifacts.summary import Statistic
from labbook.artifacts.typed_json import read_typed, write_typed
from labbook.errors import LabbookError


@dataclass(frozen=True)
class ConvolutionLayer:
    """`n_maps` maps of `height` x `width` pixels each, after the activation.

    `n_halvings`: how many poolings are before it.
    """

    n_maps: int
    height: int
    width: int
    kernel_size: int
    activation: str
    n_halvings: int


@dataclass(frozen=True)
class OverImages:
    """Mean and sample standard deviation over the `n` images that have a value.

    `std` is None below two, `mean` is None without any.
    """

    mean: float | None
    std: float | None
    n: int


@dataclass(frozen=True)
class LayerMaps:
    """A layer of one run; the quantities are defined in topics/feature_maps/map_statistics.py.

    `largest`: the largest absolute output of the layer for any image; `silent_share` of an image:
    how many of its maps are silent, between 0 and 1; `n_dead`: how many maps are silent for all
    images; `correlation` of an image: the mean over its maps of the absolute correlation with the
    input, between 0 and 1.
    """

    largest: float
    silent_share: OverImages
    n_dead: int
    correlation: OverImages


@dataclass(frozen=True)
class RunMaps:
    """One run, an entry of `layers` for each convolution."""

    key: str
    seed: int
    layers: tuple[LayerMaps, ...]


@dataclass(frozen=True)
class ShownImage:
    """A test image of the class `digit`, which is called `name`; `row` among the test images.

    `is_right`: it is the first that the shown run gets right; else it gets none right, and the
    image is the first of its class.
    """

    digit: int
    row: int
    is_right: bool
    name: str = ""

    @property
    def called(self) -> str:
        """The name of its class."""
        return self.name or str(self.digit)


@dataclass(frozen=True)
class FeatureMapStatistics:
    """The feature maps of one configuration of an experiment.

    `chosen_by`: "validation accuracy" (the highest mean of several configurations) or "only one".
    `n_images`: how many of the `n_test` test images the sample has. `runs` are those that did not
    diverge, in the plan's order; the first is the shown one. Without such a run, all the other
    tuples are empty, too. `layers` from the input on; for each of them,
    `silent_shares`, `dead_shares` (of its maps) and `correlations` have a statistic over the runs.
    `images` are those shown, one for each class that was asked for; `noun`:
    what a class is called.
    """

    lab: str
    experiment: str
    configuration: str
    chosen_by: str
    n_images: int
    n_test: int
    layers: tuple[ConvolutionLayer, ...]
    runs: tuple[RunMaps, ...]
    silent_shares: tuple[Statistic, ...]
    dead_shares: tuple[Statistic, ...]
    correlations: tuple[Statistic, ...]
    images: tuple[ShownImage, ...]
    noun: str = "digit"

    @property
    def shown(self) -> RunMaps | None:
        """The run that maps and kernels are of."""
        return next(iter(self.runs), None)


def write_feature_map_statistics(path: Path, statistics: FeatureMapStatistics) -> None:
    write_typed(path, statistics)


def read_feature_map_statistics(path: Path) -> FeatureMapStatistics:
    """Read feature_maps.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, FeatureMapStatistics)


@dataclass(frozen=True)
class FeatureMaps:
    """Of n images, in the order in which feature_maps.json names them.

    images: uint8 (n, height, width) or (n, height, width, 3); layers: for each convolution from the
    input on, float32 (n, height, width, maps), after the activation; kernels: of the first
    convolution, float32 (size, size, channels, maps). Without a shown run, n is 0, there is no
    layer, and `kernels` is (0, 0, 0, 0).
    """

    images: np.ndarray
    layers: tuple[np.ndarray, ...]
    kernels: np.ndarray


def write_feature_maps(path: Path, maps: FeatureMaps) -> None:
    layers = {_name(place): layer for place, layer in enumerate(maps.layers)}
    write_arrays(path, {"images": maps.images, "kernels": maps.kernels, **layers})


def read_feature_maps(path: Path) -> FeatureMaps:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        arrays = read_arrays(path)
        images, kernels = arrays["images"], arrays["kernels"]
        layers = tuple(arrays[_name(place)] for place in range(len(arrays) - 2))
    except (EOFError, KeyError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of feature maps ({error!r}); delete it and build again."
        ) from None
    return FeatureMaps(images, layers, kernels)


def _name(place: int) -> str:
    return f"convolution_{place + 1:03}"
