"""Find whether gradients vanish or explode on their way back through the layers."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs, read_experiments, write_findings_of
from labbook.topics.gradients.change import find_gradient_change
from labbook.topics.gradients.gradient_summary import GradientSummary, read_gradient_summary
from labbook.topics.gradients.vanishing import find_gradients

FINDERS = (find_gradients, find_gradient_change)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    gradients: Mapping[str, Path],
    arrays: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and gradients, by experiment."""
    recorded = {name: read_gradient_summary(path, arrays[name]) for name, path in gradients.items()}

    def find_if_recorded(experiment: Experiment) -> list[Finding]:
        found = recorded.get(experiment.name)
        return find(experiment, found) if found else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find_if_recorded)


def find(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """All findings of this topic in one experiment.

    Raises LabbookError if the gradients are not of the summary's runs.
    """
    runs_of = {one.name: [run.key for run in one.runs] for one in gradients.configurations}
    check_runs(experiment.summary, gradients.lab, runs_of, "gradients")
    return [finding for finder in FINDERS for finding in finder(experiment, gradients)]
