"""Find how the accuracy of the notebook's network compares with our runs."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.notebook.accuracy_finding import find_notebook
from labbook.topics.notebook.results_file import read_notebook_results

FINDERS = (find_notebook,)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    measured: Path,
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and what the notebook has measured."""
    results = read_notebook_results(measured)

    def find(experiment: Experiment) -> list[Finding]:
        is_of_notebook = experiment.name == results.experiment
        return find_notebook(experiment, results) if is_of_notebook else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find)
