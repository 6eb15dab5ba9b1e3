"""Gather what the units of an experiment's networks did while these trained."""

from pathlib import Path

from labbook.artifacts.summary import ConfigurationSummary, RunSummary, read_summary
from labbook.artifacts.unit_states import FILE_NAME, read_unit_states
from labbook.artifacts.watched_layers import watched_layers
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    RunUnits,
    write_hidden_units,
)


def make(*, summary: Path, units: Path) -> None:
    """Write the file, with each run that did not diverge."""
    found = read_summary(summary)
    gathered = tuple(
        _gather(configuration)
        for configuration in found.configurations
        if configuration.settings.record_units
    )
    write_hidden_units(units, HiddenUnits(found.lab, found.experiment, gathered))


def _gather(configuration: ConfigurationSummary) -> ConfigurationUnits:
    layers = watched_layers(configuration.settings.spec(seed=0))
    runs = [run for run in configuration.runs if not run.diverged]
    return ConfigurationUnits(configuration.name, layers, tuple(map(_units_of, runs)))


def _units_of(run: RunSummary) -> RunUnits:
    states = read_unit_states(Path(run.directory) / FILE_NAME)
    return RunUnits(
        run.key,
        run.seed,
        tuple(map(tuple, states.stuck.tolist())),
        tuple(map(tuple, states.variation.tolist())),
    )
