"""Find what the curves over the epochs tell: over-fitting, convergence, oscillation."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.curves.find_convergence import find_convergence
from labbook.topics.curves.find_oscillation import find_oscillation
from labbook.topics.curves.find_overfitting import find_overfitting

FINDERS = (find_overfitting, find_convergence, find_oscillation)


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
