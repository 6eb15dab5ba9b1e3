"""Draw what the filters of a convolutional network answer to a few images."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.topics.feature_maps.feature_map_files import (
    read_feature_map_statistics,
    read_feature_maps,
)
from labbook.topics.feature_maps.figure_kinds import FEATURE_MAP_KINDS


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
        {
            kind: partial(illustrate, found, answers, label)
            for kind, illustrate in FEATURE_MAP_KINDS.items()
        },
    )
