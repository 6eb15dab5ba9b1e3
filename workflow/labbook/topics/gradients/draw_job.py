"""Draw the gradients of an experiment layer by layer."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.figures.figure_files import write_figures
from labbook.figures.illustration import Illustration
from labbook.topics.gradients.first_and_last_layer_figure import illustrate_ends
from labbook.topics.gradients.gradient_panels import GradientData, load_gradients
from labbook.topics.gradients.gradient_summary import read_gradient_summary
from labbook.topics.gradients.heat_map_figure import illustrate_heat_map

# In the order of a report.
KINDS: dict[str, Callable[[GradientData], Illustration]] = {
    "weight_gradients": partial(illustrate_heat_map, "weights", lambda panel: panel.kernels),
    # They tell the same as the weights', so that a report has no place for them.
    "bias_gradients": partial(
        illustrate_heat_map, "biases", lambda panel: panel.biases, in_report=False
    ),
    "first_and_last_layer": illustrate_ends,
}


def make(
    *, plan: Path, gradients: Path, arrays: Path, index: Path, choice: Path | None = None
) -> None:
    """Read gradients.json and gradients_by_layer.npz; write each figure and the index."""
    planned = read_experiment_plan(plan, choice)
    data = load_gradients(planned, read_gradient_summary(gradients, arrays))
    write_figures(index, {kind: partial(illustrate, data) for kind, illustrate in KINDS.items()})
