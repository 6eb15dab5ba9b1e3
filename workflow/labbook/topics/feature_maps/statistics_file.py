"""feature_maps.json: what the filters of a network with convolutions answer, in numbers.

Of every run of one configuration, layer by layer, over a sample of the test images. What can only
be looked at, maps and kernels, is of one run, the *shown* one, and in feature_maps.npz.
"""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.summary import Statistic
from labbook.artifacts.typed_json import read_typed, write_typed


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
    """A test image of `digit`, its `row` among the test images.

    `is_right`: it is the first that the shown run gets right; else it gets none right, and the
    image is the first of the digit.
    """

    digit: int
    row: int
    is_right: bool


@dataclass(frozen=True)
class FeatureMapStatistics:
    """The feature maps of one configuration of an experiment.

    `chosen_by`: "validation accuracy" (the highest mean of several configurations) or "only one".
    `n_images`: how many of the `n_test` test images the sample has. `runs` are those that did not
    diverge, in the plan's order, the first of them is the shown one; it is empty where there is
    none, and so is all that is made of runs. `layers` from the input on; for each of them,
    `silent_shares`, `dead_shares` (of its maps) and `correlations` have a statistic over the runs.
    `images` are those shown, one for each digit that was asked for.
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

    @property
    def shown(self) -> RunMaps | None:
        """The run that maps and kernels are of."""
        return next(iter(self.runs), None)


def write_feature_map_statistics(path: Path, statistics: FeatureMapStatistics) -> None:
    write_typed(path, statistics)


def read_feature_map_statistics(path: Path) -> FeatureMapStatistics:
    """Read feature_maps.json; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, FeatureMapStatistics)
