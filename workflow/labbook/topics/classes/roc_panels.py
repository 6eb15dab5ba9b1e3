"""Draw ROC curves: a panel for each class, zoomed to where good classifiers differ."""

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from labbook.figures import palette
from labbook.figures.axes import ValueAxis, value_ticks
from labbook.figures.panels import (
    Panel,
    add_panel,
    draw_axis_titles,
    draw_legend,
    draw_value_axis,
    panel_grid,
)
from labbook.figures.style import new_figure
from labbook.text.numbers import area as area_text
from labbook.topics.classes.roc_data import ClassCurve, RocData

_MM_PER_TICK = 8.0
_MOST_COLUMNS = 5
_HIGHEST_MM = 33.0
_LINE = {"color": palette.TRAINING, "linewidth": 1.2}
_CHANCE = {"color": palette.INK, "linewidth": 0.7, "linestyle": (0, (4, 2.5))}


def draw_roc(data: RocData) -> Figure:
    """A new figure as wide as the text; call it inside `drawing_style`."""
    grid = panel_grid(
        [_title(curve) for curve in data.curves],
        labels_inside=False,
        n_columns=min(_MOST_COLUMNS, max(len(data.curves), 2)),
        highest_mm=_HIGHEST_MM,
    )
    figure = new_figure(grid.width, grid.height)
    for curve, panel in zip(data.curves, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        _axes(ax, data, panel)
        ax.fill_between(data.grid, data.lowest, data.highest, color=palette.CLASS_RANGE, lw=0)
        if shows_chance(data):
            ax.plot(data.grid, data.grid, **_CHANCE)  # type: ignore[arg-type]
        ax.plot(curve.false_positives, curve.true_positives, solid_joinstyle="miter", **_LINE)  # type: ignore[arg-type]
    draw_axis_titles(figure, "false positive rate (logarithmic)", "true positive rate", grid)
    draw_legend(figure, _legend_entries(data), grid)
    return figure


def shows_chance(data: RocData) -> bool:
    """Whether the window has room for the line of answers by chance."""
    return data.floor == 0


def _title(curve: ClassCurve) -> str:
    area = "not defined" if curve.area is None else area_text(curve.area)
    return f"{curve.name}: AUC {area}"


def _axes(ax: Axes, data: RocData, panel: Panel) -> None:
    margin = 0.03 * (1 - data.floor)
    axis = ValueAxis(data.floor - (margin if data.floor == 0 else 0.0), 1 + margin, False)
    draw_value_axis(ax, axis, panel, labeled=panel.first_column)
    ax.set_xscale("log")
    ax.set_xlim(data.left, 1.0)
    ticks = value_ticks(data.left, 1.0, True, max(int(panel.width / _MM_PER_TICK), 2))
    ax.xaxis.set_major_locator(FixedLocator(list(ticks)))
    ax.xaxis.set_major_formatter(FixedFormatter(list(ticks.values())))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="x", labelbottom=panel.lowest_of_column)


def _legend_entries(data: RocData) -> list[Artist]:
    entries: list[Artist] = [Line2D([], [], **_LINE, label="this class against all others")]  # type: ignore[arg-type]
    if len(data.curves) > 1:
        entries.append(
            Patch(facecolor=palette.CLASS_RANGE, label="from the lowest to the highest class")
        )
    if shows_chance(data):
        entries.append(Line2D([], [], **_CHANCE, label="chance"))  # type: ignore[arg-type]
    return entries
