"""Draw the gradients of an experiment layer by layer."""

from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.topics.gradients.figure_kinds import GRADIENT_KINDS
from labbook.topics.gradients.gradient_panels import load_gradients
from labbook.topics.gradients.gradient_summary import read_gradient_summary


def make(
    *, plan: Path, gradients: Path, arrays: Path, index: Path, choice: Path | None = None
) -> None:
    """Read gradients.json and gradients_by_layer.npz; write each figure and the index."""
    planned = read_experiment_plan(plan, choice)
    data = load_gradients(planned, read_gradient_summary(gradients, arrays))
    write_figures(
        index, {kind: partial(illustrate, data) for kind, illustrate in GRADIENT_KINDS.items()}
    )
