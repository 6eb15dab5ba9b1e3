"""Draw what the filters of a convolutional network answer to a few images."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import Illustration
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMaps,
    FeatureMapStatistics,
    read_feature_map_statistics,
    read_feature_maps,
)
from labbook.topics.feature_maps.kernels_figure import illustrate_kernels
from labbook.topics.feature_maps.maps_figure import illustrate_maps

# In the order of a report.
KINDS: dict[str, Callable[[FeatureMapStatistics, FeatureMaps, str], Illustration]] = {
    "kernels": illustrate_kernels,
    "feature_maps_1": partial(illustrate_maps, 0),
    "feature_maps_2": partial(illustrate_maps, 1),
    "feature_maps_3": partial(illustrate_maps, 2),
}


def make(
    *, plan: Path, statistics: Path, maps: Path, index: Path, choice: Path | None = None
) -> None:
    """Read feature_maps.json and feature_maps.npz; write each figure and the index."""
    planned = read_experiment_plan(plan, choice)
    found = read_feature_map_statistics(statistics)
    answers = read_feature_maps(maps)
    label = planned.labels[found.configuration]
    write_figures(
        index,
        {kind: partial(illustrate, found, answers, label) for kind, illustrate in KINDS.items()},
    )
