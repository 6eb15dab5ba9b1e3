"""Draw the curves of an experiment: its losses and accuracies over the epochs."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.summary import read_summary
from labbook.figures.figure_files import write_figures
from labbook.topics.curves.curve_figures import illustrate_accuracy, illustrate_loss
from labbook.topics.curves.turning_point_figure import illustrate_turning_point

KINDS = {
    "loss": illustrate_loss,
    "turning_point": illustrate_turning_point,
    "accuracy": illustrate_accuracy,
}


def make(*, plan: Path, summary: Path, index: Path, choice: Path | None = None) -> None:
    """Read the plan, summary.json and the runs' histories; write each figure and the index."""
    planned, summarized = read_experiment_plan(plan, choice), read_summary(summary)
    write_figures(
        index,
        {kind: partial(illustrate, planned, summarized) for kind, illustrate in KINDS.items()},
    )
