"""Find whether the networks from scratch take the same steps as Keras's."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.engines.agreement import find_parity
from labbook.topics.engines.comparison_file import read_engine_comparisons

FINDERS = (find_parity,)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    engines: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and comparisons, by experiment."""
    comparisons = {name: read_engine_comparisons(path)[1] for name, path in engines.items()}

    def find(experiment: Experiment) -> list[Finding]:
        return find_parity(experiment, comparisons.get(experiment.name, ()))

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find)
