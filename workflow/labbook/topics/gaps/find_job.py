"""Find the runs that did not train, diverged, or are missing."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.gaps.diverged import find_diverged
from labbook.topics.gaps.missing import find_missing
from labbook.topics.gaps.not_trained import find_not_trained

FINDERS = (find_not_trained, find_diverged, find_missing)


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
