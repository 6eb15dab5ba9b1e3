"""Find which configuration is best, and what the others come to beside it."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.results.best import find_best
from labbook.topics.results.cost import find_cost
from labbook.topics.results.differences import find_differences
from labbook.topics.results.paired_differences import find_paired_differences
from labbook.topics.results.trends import find_trends

FINDERS = (find_best, find_differences, find_paired_differences, find_trends, find_cost)


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
