"""A run that two experiments share is counted once."""

from dataclasses import dataclass

from findings.conftest import build_configuration, build_gap
from labbook.artifacts.summary import ConfigurationSummary, PlannedConfiguration
from labbook.report.context import Counts


@dataclass
class Lab(Counts):
    planned: list[PlannedConfiguration]
    configurations: list[ConfigurationSummary]


def test_shared_runs_are_counted_once() -> None:
    shared, own = build_configuration("a", [0.9, None]), build_configuration("b", [0.9, 0.9, None])
    gap = build_gap("a", ["no room"], finished=2)
    planned = [
        PlannedConfiguration(shared, gap),
        PlannedConfiguration(own, None),
        PlannedConfiguration(shared, gap),
    ]
    lab = Lab(planned, [shared, own, shared])
    assert (lab.n_planned, lab.n_failed, lab.n_diverged) == (6, 1, 2)
