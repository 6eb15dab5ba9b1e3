"""The figure kinds of a network's feature maps by name, in the order of a report."""

from collections.abc import Callable
from functools import partial

from labbook.figures.illustration import Illustration
from labbook.topics.feature_maps import kernels_figure as kernels
from labbook.topics.feature_maps import maps_figure as feature_maps
from labbook.topics.feature_maps.feature_map_files import FeatureMaps, FeatureMapStatistics

FEATURE_MAP_KINDS: dict[str, Callable[[FeatureMapStatistics, FeatureMaps, str], Illustration]] = {
    "kernels": kernels.illustrate,
    "feature_maps_1": partial(feature_maps.illustrate, 0),
    "feature_maps_2": partial(feature_maps.illustrate, 1),
    "feature_maps_3": partial(feature_maps.illustrate, 2),
}
