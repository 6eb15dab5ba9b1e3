"""Draw how many units are dead or saturated while the networks of an experiment train."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.topics.hidden_units.units_figure import illustrate
from labbook.topics.hidden_units.units_file import read_hidden_units


def make(*, plan: Path, units: Path, index: Path, choice: Path | None = None) -> None:
    """Read hidden_units.json; write the figure and the index."""
    planned = read_experiment_plan(plan, choice)
    labels = {configuration.name: configuration.label for configuration in planned.configurations}
    write_figures(index, {"hidden_units": partial(illustrate, read_hidden_units(units), labels)})
