"""Whether units died or saturated while networks trained, and still tell images apart."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs
from labbook.topics.hidden_units.answer_variation import find_answer_variation
from labbook.topics.hidden_units.stuck_units import find_stuck_units
from labbook.topics.hidden_units.units_file import HiddenUnits, read_hidden_units

FINDERS = (find_stuck_units, find_answer_variation)


def read_evidence(
    experiments: Iterable[Experiment], *, units: Mapping[str, Path]
) -> dict[str, HiddenUnits]:
    """The records of units, by experiment.

    Raises LabbookError if one is not of the runs in the summary of its experiment.
    """
    found = {name: read_hidden_units(path) for name, path in units.items()}
    for experiment in experiments:
        if recorded := found.get(experiment.name):
            runs_of = {
                configuration.name: [run.key for run in configuration.runs]
                for configuration in recorded.configurations
            }
            check_runs(experiment.summary, recorded.lab, runs_of, "hidden units")
    return found
