"""Whether deeper feature maps look less like the image."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs
from labbook.topics.feature_maps.correlation import find_feature_maps
from labbook.topics.feature_maps.statistics_file import (
    FeatureMapStatistics,
    read_feature_map_statistics,
)

FINDERS = (find_feature_maps,)


def read_evidence(
    experiments: Iterable[Experiment], *, feature_maps: Mapping[str, Path]
) -> dict[str, FeatureMapStatistics]:
    """The statistics of feature maps, by experiment.

    Raises LabbookError if they are not of the runs in the summary.
    """
    found = {name: read_feature_map_statistics(path) for name, path in feature_maps.items()}
    for experiment in experiments:
        if statistics := found.get(experiment.name):
            runs_of = {statistics.configuration: [run.key for run in statistics.runs]}
            check_runs(experiment.summary, statistics.lab, runs_of, "feature maps")
    return found
