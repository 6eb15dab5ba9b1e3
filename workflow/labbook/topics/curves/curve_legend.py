"""The legend of a figure of curves: one entry for each thing that some panel shows."""

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from labbook.figures import palette
from labbook.topics.curves.curve_data import CurveData
from labbook.topics.curves.curve_lines import HELD_OUT_PEN, TRAINING_PEN, is_marked

BAND = Patch(facecolor=palette.BAND, linewidth=0, label="lowest to highest of the seeds")


def legend_entries(data: CurveData) -> list[Line2D | Patch]:
    """Handles with labels, for `Figure.legend`."""
    marked = is_marked(max(len(each.epochs) for each in data.shown))
    entries: list[Line2D | Patch] = [
        Line2D([], [], **TRAINING_PEN.line(marked=marked), label="training"),
        Line2D([], [], **HELD_OUT_PEN.line(marked=marked), label=data.held_out),
    ]
    if any(each.n_finished > 1 for each in data.shown):
        entries.append(BAND)
    if data.has_context:
        entries.append(
            Line2D([], [], color=palette.CONTEXT, linewidth=0.9, label="other configurations")
        )
    if any(each.diverged for each in data.shown):
        cross = {"linestyle": "", "marker": "x", "markersize": 5.0, "markeredgewidth": 1.3}
        entries.append(Line2D([], [], color=palette.INK, **cross, label="run diverged"))  # type: ignore[arg-type]
    return entries
