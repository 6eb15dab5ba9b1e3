"""Find how far the seeds of a configuration lie apart."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.seeds.lone_seeds import find_lone_seeds
from labbook.topics.seeds.seed_spread import find_seed_spread

FINDERS = (find_seed_spread, find_lone_seeds)


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
