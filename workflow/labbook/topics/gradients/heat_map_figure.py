"""Figure kinds `weight_gradients` and `bias_gradients`: norm by layer and step, as a heat map."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator

from labbook.figures import palette
from labbook.figures.axes import ValueAxis, power_label, value_ticks
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.panels import PanelGrid, add_panel, draw_axis_titles, panel_grid
from labbook.figures.style import SMALL_FONT_SIZE, new_figure, page_axes
from labbook.topics.gradients.gradient_panels import (
    GradientData,
    GradientPanel,
    layer_ticks,
    left_out,
    norm_in_words,
    over_runs,
    step_axis,
)

HEADER = ["configuration", "step", "layer", "norm"]


def illustrate_heat_map(
    word: str,
    norms_of: Callable[[GradientPanel], np.ndarray],
    data: GradientData,
    *,
    in_report: bool = True,
) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    `word` says what the norms (windows, layers) are of, "weights" or "biases".
    """
    title = f"Gradients of the {word} by layer"
    if not data.panels:
        return nothing_drawn(title, title, NO_RUN, [], HEADER, in_report=in_report)
    maps = list(map(norms_of, data.panels))
    return Illustration(
        _draw(data, maps),
        [HEADER, *_rows(data, maps)],
        title,
        _caption(data, maps, word),
        _alternative(data, maps, word),
        in_report,
    )


def _rows(data: GradientData, maps: Sequence[np.ndarray]) -> Iterator[list[str]]:
    for panel, norms in zip(data.panels, maps, strict=True):
        for step, by_layer in zip(panel.steps, norms, strict=True):
            for layer, norm in enumerate(by_layer, start=1):
                yield [panel.label, str(step), str(layer), f"{norm:.6g}"]


def _caption(data: GradientData, maps: list[np.ndarray], word: str) -> str:
    parts = [
        f"L2 norm of the gradient of the {word}, by layer, the first at the bottom and the output "
        "at the top, and training step, on one logarithmic scale for all panels; each cell is the "
        "mean over a window of steps.",
        over_runs(data),
    ]
    lowest, highest = _range(maps)
    if lowest < highest / DEEPEST:
        parts.append(
            f"The darkest color stands for {power_label(highest / DEEPEST, 1)} and less, down to "
            f"{power_label(lowest, 1)}."
        )
    if any((norms == 0).any() for norms in maps):
        parts.append(
            "Hatched: the gradient is exactly zero in every run, or too small for single precision."
        )
    return " ".join(filter(None, [*parts, left_out(data)]))


def _alternative(data: GradientData, maps: list[np.ndarray], word: str) -> str:
    """Of each panel, first and last layer in the first window and in the last."""
    parts = [f"Heat maps of the gradients of the {word}, {len(maps)} panels."]
    for panel, norms in zip(data.panels, maps, strict=True):
        first, last = norms[0], norms[-1]
        parts.append(
            f"{panel.label}: from {norm_in_words(first[0])} in the first of {norms.shape[1]} "
            f"layers to {norm_in_words(first[-1])} in the last at the beginning, from "
            f"{norm_in_words(last[0])} to {norm_in_words(last[-1])} at the end."
        )
    return " ".join(parts)


_TALLEST_PANEL_MM = 19.0
# The color bar with its labels.
_ABOVE_MM = 8.5
_BAR_MM = (62.0, 2.4)
_BAR_STEPS = 62
_MOST_BAR_LABELS = 7
_ZERO_MM = 5.0
# A scale over more decades would make all networks that train one color.
DEEPEST = 1e8
# Where all norms are the same, the scale is this wide on either side.
_SPREAD = 2.0


def _draw(data: GradientData, maps: Sequence[np.ndarray]) -> Figure:
    """A new figure as wide as the text, for norms (windows, layers) of each panel of `data`.

    Call it inside `drawing_style`.
    """
    grid = panel_grid(
        [panel.label for panel in data.panels],
        labels_inside=True,
        n_columns=data.n_columns,
        highest_mm=_TALLEST_PANEL_MM,
        above_mm=_ABOVE_MM,
    )
    figure = new_figure(grid.width, grid.height)
    scale, colors = _scale(maps), _colors()
    for shown, norms, panel in zip(data.panels, maps, grid.panels, strict=True):
        ax = add_panel(figure, grid, panel)
        _draw_map(ax, shown.steps, norms, scale, colors)
        step_axis(ax, data.last_step, panel)
        layers = norms.shape[1]
        ax.set_ylim(0.5, layers + 0.5)
        ticks = layer_ticks(layers)
        ax.yaxis.set_major_locator(FixedLocator(ticks))
        ax.yaxis.set_major_formatter(FixedFormatter([str(tick) for tick in ticks]))
    draw_axis_titles(figure, "step", "layer", grid)
    _draw_legend(figure, grid, scale, colors, any((norms == 0).any() for norms in maps))
    return figure


def _draw_map(
    ax: Axes, steps: np.ndarray, norms: np.ndarray, scale: Normalize, colors: Colormap
) -> None:
    layers = norms.shape[1]
    ax.grid(False)
    ax.spines[:].set_visible(True)
    if (norms == 0).any():
        ax.add_patch(_hatched((0, 0.5), steps[-1], layers))
    ax.imshow(
        np.ma.masked_equal(norms.T, 0.0),
        cmap=colors,
        norm=scale,
        interpolation="none",
        extent=(0, int(steps[-1]), 0.5, layers + 0.5),
        origin="lower",
        aspect="auto",
        zorder=2,
    )


def _scale(maps: Sequence[np.ndarray]) -> Normalize:
    """From the smallest norm that is not zero to the largest, but DEEPEST at most."""
    lowest, highest = _range(maps)
    lowest = max(lowest, highest / DEEPEST)
    if highest < lowest * _SPREAD:
        lowest, highest = lowest / _SPREAD, highest * _SPREAD
    return LogNorm(lowest, highest, clip=True)


def _range(maps: Sequence[np.ndarray]) -> tuple[float, float]:
    """The smallest norm that is not zero, and the largest."""
    known = np.concatenate([norms[norms > 0] for norms in maps])
    return (float(known.min()), float(known.max())) if len(known) else (1.0, 1.0)


def _colors() -> Colormap:
    """Dark for small norms to light for large: in grey as well, and never as light as paper."""
    full = matplotlib.colormaps[palette.GROWING]
    return LinearSegmentedColormap.from_list("norms", full(np.linspace(0.0, 0.93, 256)))


def _draw_legend(
    figure: Figure, grid: PanelGrid, scale: Normalize, colors: Colormap, has_zeros: bool
) -> None:
    ax = page_axes(figure, grid.width, grid.height)
    width, height = _BAR_MM
    left, top = grid.panels[0].left, 0.4
    lowest, highest = float(scale.vmin or 1.0), float(scale.vmax or 1.0)
    for step in range(_BAR_STEPS):
        share = (step + 0.5) / _BAR_STEPS
        ax.add_patch(
            Rectangle(
                (left + step * width / _BAR_STEPS, top),
                # Reaching under the next one, so that no gap shows.
                width / _BAR_STEPS * (1.0 if step == _BAR_STEPS - 1 else 1.5),
                height,
                facecolor=colors(share),
                linewidth=0,
            )
        )
    words: dict[str, Any] = {"fontsize": SMALL_FONT_SIZE, "va": "center_baseline"}
    axis = ValueAxis(lowest, highest, True)
    for value, label in value_ticks(lowest, highest, True, _MOST_BAR_LABELS).items():
        place = left + axis.height_of(value) * width
        ax.text(place, top + height + 0.2, label, **{**words, "ha": "center", "va": "top"})
    middle = top + height / 2
    ax.text(left + width + 4.0, middle, "norm of the gradient", **words)
    if has_zeros:
        left += width + 40.0
        ax.add_patch(_hatched((left, top), _ZERO_MM, height))
        ax.text(left + _ZERO_MM + 1.5, middle, "exactly zero", **words)


def _hatched(corner: tuple[float, float], width: float, height: float) -> Rectangle:
    return Rectangle(
        corner,
        width,
        height,
        facecolor=palette.PAPER,
        edgecolor=palette.INK,
        hatch="//////",
        linewidth=0.0,
    )
