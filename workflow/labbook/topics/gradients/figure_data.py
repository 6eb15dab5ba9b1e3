"""What the figures of gradients show: norms by window and layer, of all configurations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labbook.artifacts.experiment_plan import ExperimentPlan, SweptAxis
from labbook.topics.gradients.gradient_summary import ConfigurationGradients, GradientSummary


@dataclass(frozen=True)
class GradientPanel:
    """A configuration with a run that counts.

    steps (windows,): the last of each window; kernels and biases (windows, layers): norms over the
    runs, zero where they are zero in every run.
    """

    label: str
    n_runs: int
    steps: np.ndarray
    kernels: np.ndarray
    biases: np.ndarray


@dataclass(frozen=True)
class GradientData:
    """`without`: labels of configurations that no run is left of; `n_columns` of panels, None for
    as many as fit.
    """

    panels: tuple[GradientPanel, ...]
    without: tuple[str, ...]
    n_columns: int | None

    @property
    def last_step(self) -> int:
        return int(max(panel.steps[-1] for panel in self.panels))


def load_gradients(plan: ExperimentPlan, summary: GradientSummary) -> GradientData:
    """Labels and order are those of the experiment's plan."""
    shown = [one for one in summary.configurations if one.runs]
    known = {one.name for one in summary.configurations if one.runs}
    without = [
        configuration.label
        for configuration in plan.configurations
        if configuration.settings.record_gradients and configuration.name not in known
    ]
    return GradientData(
        tuple(_panel(one, plan.labels[one.name]) for one in shown),
        tuple(without),
        _columns(plan.axes, len(shown)),
    )


def _panel(one: ConfigurationGradients, label: str) -> GradientPanel:
    return GradientPanel(label, len(one.runs), one.steps, one.kernel_norm, one.bias_norm)


def _columns(axes: Sequence[SweptAxis], n_panels: int) -> int | None:
    """A row for each value of the first of two axes, if all their combinations are there."""
    sizes = [len(axis.values) for axis in axes]
    if len(sizes) == 2 and 1 < sizes[1] <= 4 and sizes[0] * sizes[1] == n_panels:
        return sizes[1]
    return None


def norm_rows(data: GradientData, part: str) -> Iterator[list[str]]:
    """For a table: configuration, step, layer and norm of every window."""
    for panel in data.panels:
        for step, norms in zip(panel.steps, getattr(panel, part), strict=True):
            for layer, norm in enumerate(norms, start=1):
                yield [panel.label, str(step), str(layer), f"{norm:.6g}"]
