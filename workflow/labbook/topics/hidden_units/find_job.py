"""Find whether units died or saturated while networks trained."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs, read_experiments, write_findings_of
from labbook.topics.hidden_units.answer_variation import find_answer_variation
from labbook.topics.hidden_units.stuck_units import find_stuck_units
from labbook.topics.hidden_units.units_file import HiddenUnits, read_hidden_units

FINDERS = (find_stuck_units, find_answer_variation)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    units: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and the records of their units."""
    recorded = {name: read_hidden_units(path) for name, path in units.items()}

    def find_if_recorded(experiment: Experiment) -> list[Finding]:
        found = recorded.get(experiment.name)
        return find(experiment, found) if found else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find_if_recorded)


def find(experiment: Experiment, units: HiddenUnits) -> list[Finding]:
    """All findings of this topic in one experiment.

    Raises LabbookError if the units are not of the summary's runs.
    """
    runs_of = {
        configuration.name: [run.key for run in configuration.runs]
        for configuration in units.configurations
    }
    check_runs(experiment.summary, units.lab, runs_of, "hidden units")
    return [finding for finder in FINDERS for finding in finder(experiment, units)]
