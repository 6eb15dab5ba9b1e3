"""Find which network a search has chosen."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.artifacts.search import read_search
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.search.trials_finding import find_search

FINDERS = (find_search,)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    searches: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and choices, by experiment."""
    search_of = {name: read_search(path) for name, path in searches.items()}

    def find(experiment: Experiment) -> list[Finding]:
        search = search_of.get(experiment.name)
        return find_search(experiment, search) if search else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find)
