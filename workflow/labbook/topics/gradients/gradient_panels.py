"""What the figures of gradients share: norms of each configuration, axes and words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from labbook.artifacts.experiment_plan import ExperimentPlan, SweptAxis
from labbook.figures.axes import power_label
from labbook.figures.panels import Panel, draw_count_ticks
from labbook.topics.gradients.gradient_summary import GradientSummary


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
    """`without`: labels of configurations whose runs all failed or diverged; `n_columns`: of
    panels, None for as many as fit; `stops_early`: runs of one may have different lengths.
    """

    panels: tuple[GradientPanel, ...]
    without: tuple[str, ...]
    n_columns: int | None
    stops_early: bool = False

    @property
    def last_step(self) -> int:
        return int(max(panel.steps[-1] for panel in self.panels))


def load_gradients(plan: ExperimentPlan, summary: GradientSummary) -> GradientData:
    """Labels and order are those of the experiment's plan."""
    shown = {
        configuration.name: configuration
        for configuration in summary.configurations
        if configuration.runs
    }
    panels = [
        GradientPanel(
            plan.labels[name],
            len(configuration.runs),
            configuration.steps,
            configuration.kernel_norm,
            configuration.bias_norm,
        )
        for name, configuration in shown.items()
    ]
    without = [
        configuration.label
        for configuration in plan.configurations
        if configuration.settings.record_gradients and configuration.name not in shown
    ]
    stops_early = any(
        configuration.settings.early_stopping
        for configuration in plan.configurations
        if configuration.name in shown
    )
    columns = _columns(plan.axes, len(shown))
    return GradientData(tuple(panels), tuple(without), columns, stops_early)


def _columns(axes: Sequence[SweptAxis], n_panels: int) -> int | None:
    """A row for each value of the first of two axes, if all their combinations are there."""
    sizes = [len(axis.values) for axis in axes]
    if len(sizes) == 2 and 1 < sizes[1] <= 4 and sizes[0] * sizes[1] == n_panels:
        return sizes[1]
    return None


_MM_PER_STEP_LABEL = 12.0
_MOST_LAYER_LABELS = 5


def step_axis(ax: Axes, last_step: int, panel: Panel) -> None:
    """From step 0 to the last of any panel, labeled below the lowest panel of a column."""
    ax.set_xlim(0, last_step)
    # For whoever reads its values; the figure has a title for all its axes.
    ax.set_xlabel("step", visible=False)
    most = max(int(panel.width / _MM_PER_STEP_LABEL), 2)
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True)
    ticks = [round(tick) for tick in locator.tick_values(0, last_step) if 0 <= tick <= last_step]
    draw_count_ticks(ax, ticks, panel)


def layer_ticks(layers: int) -> list[int]:
    """Some layers counted from 1, the first and the last among them."""
    if layers <= _MOST_LAYER_LABELS:
        return list(range(1, layers + 1))
    step = 5 if layers <= 20 else 10 * -(-layers // 50)
    between = [tick for tick in range(step, layers, step) if layers - tick > step // 2]
    return [1, *(tick for tick in between if tick > step // 2), layers]


def over_runs(data: GradientData) -> str:
    """How the runs of a configuration are taken together."""
    counts = {panel.n_runs for panel in data.panels}
    if counts == {1}:
        return "Each panel is of one run."
    return (
        "Over the runs of a configuration, the geometric mean is taken of those whose norm is not "
        f"zero{', as far as all of them were trained' if data.stops_early else ''}."
    )


def left_out(data: GradientData) -> str:
    """A sentence that names the configurations without a run; empty if there is none."""
    return f"Without a run that counts: {'; '.join(data.without)}." if data.without else ""


def norm_in_words(norm: float) -> str:
    return "exactly zero" if norm == 0 else power_label(norm, 2)
