"""Words that the figures of gradients share."""

from labbook.figures.ticks import power_label
from labbook.topics.gradients.figure_data import GradientData


def over_runs(data: GradientData) -> str:
    """How the runs of a configuration are taken together."""
    counts = {panel.n_runs for panel in data.panels}
    if counts == {1}:
        return "Each panel is of one run."
    return (
        "Over the runs of a configuration, the geometric mean is taken of those whose norm is not "
        "zero."
    )


def left_out(data: GradientData) -> str:
    """Configurations without a run; empty if there is none."""
    return f"Without a run that counts: {'; '.join(data.without)}." if data.without else ""


def norm_in_words(norm: float) -> str:
    return "exactly zero" if norm == 0 else power_label(norm, 2)
