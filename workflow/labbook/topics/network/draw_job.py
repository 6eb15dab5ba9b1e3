"""Draw the network of an experiment."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.json_file import read_json
from labbook.figures.figure_files import write_figures
from labbook.topics.network import network_figure


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan and summary.json; write the figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_json(summary)
    write_figures(index, {"network": partial(network_figure.illustrate, planned, summarized)})
