"""The figure kinds of a network's feature maps by name, in the order of a report."""

from collections.abc import Callable
from functools import partial

from labbook.artifacts.feature_map_statistics import FeatureMapStatistics
from labbook.artifacts.feature_maps import FeatureMaps
from labbook.figures import feature_maps, kernels
from labbook.figures.illustration import Illustration

FEATURE_MAP_KINDS: dict[str, Callable[[FeatureMapStatistics, FeatureMaps, str], Illustration]] = {
    "kernels": kernels.illustrate,
    "feature_maps_1": partial(feature_maps.illustrate, 0),
    "feature_maps_2": partial(feature_maps.illustrate, 1),
    "feature_maps_3": partial(feature_maps.illustrate, 2),
}
