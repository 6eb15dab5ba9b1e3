"""Draw the curves of an experiment: its losses and accuracies over the epochs."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.json_file import read_json
from labbook.figures.figure_files import write_figures
from labbook.topics.curves import accuracy_figure, loss_figure, turning_point_figure

KINDS = {
    "loss": loss_figure.illustrate,
    "turning_point": turning_point_figure.illustrate,
    "accuracy": accuracy_figure.illustrate,
}


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan, summary.json and the runs' histories; write each figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_json(summary)
    write_figures(
        index,
        {kind: partial(illustrate, planned, summarized) for kind, illustrate in KINDS.items()},
    )
