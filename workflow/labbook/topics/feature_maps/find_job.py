"""Find whether deeper feature maps look less like the image."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs, read_experiments, write_findings_of
from labbook.topics.feature_maps.correlation import find_feature_maps
from labbook.topics.feature_maps.statistics_file import (
    FeatureMapStatistics,
    read_feature_map_statistics,
)

FINDERS = (find_feature_maps,)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    feature_maps: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and their statistics of feature maps."""
    recorded = {name: read_feature_map_statistics(path) for name, path in feature_maps.items()}

    def find_if_recorded(experiment: Experiment) -> list[Finding]:
        found = recorded.get(experiment.name)
        return find(experiment, found) if found else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find_if_recorded)


def find(experiment: Experiment, statistics: FeatureMapStatistics) -> list[Finding]:
    """All findings of this topic in one experiment.

    Raises LabbookError if the feature maps are not of the summary's runs.
    """
    runs_of = {statistics.configuration: [run.key for run in statistics.runs]}
    check_runs(experiment.summary, statistics.lab, runs_of, "feature maps")
    return find_feature_maps(experiment, statistics)
