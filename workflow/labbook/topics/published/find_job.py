"""Find how our numbers compare with published ones."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.published.accuracies import find_published
from labbook.topics.published.losses import find_published_loss
from labbook.topics.published.orders import find_published_order
from labbook.topics.published.turning_points import find_published_turns

FINDERS = (find_published, find_published_loss, find_published_turns, find_published_order)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    findings: Path,
) -> None:
    """Read the lab's plan, summaries and right answers by experiment; write what was found."""
    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find)


def find(experiment: Experiment) -> list[Finding]:
    """All findings of this topic in one experiment."""
    return [finding for finder in FINDERS for finding in finder(experiment)]
