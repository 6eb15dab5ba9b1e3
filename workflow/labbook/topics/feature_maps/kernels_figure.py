"""Figure kind `kernels`: the weights of the filters that look at the image itself."""

import numpy as np
from matplotlib.figure import Figure

from labbook.figures import palette
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.figures.style import FONT_SIZE, TEXT_WIDTH_MM, new_figure, page_axes, text_width_mm
from labbook.text.numbers import in_groups, significant
from labbook.topics.feature_maps.feature_map_files import FeatureMaps, FeatureMapStatistics, RunMaps
from labbook.topics.feature_maps.tiles import (
    SCALE_MM,
    TileRows,
    draw_scale,
    draw_tiles,
    draw_title,
    tile_grid,
)

TITLE = "Kernels of the first convolution"
HEADER = ["kernel", "row", "column", "channel", "weight"]
_RGB = 3
_MARGIN_MM = 0.4
_LEGEND_MM = 5.6


def illustrate_kernels(
    statistics: FeatureMapStatistics, maps: FeatureMaps, label: str
) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    if statistics.shown is None:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    kernels = maps.kernels
    (grid,) = tile_grid([(kernels.shape[3], kernels.shape[0] / kernels.shape[1])], 0.0)
    return Illustration(
        _draw(kernels, grid),
        _table(kernels),
        TITLE,
        _caption(kernels, grid, statistics.shown, label),
        f"Small images of {_counted(kernels)}. The smallest weight is "
        f"{significant(float(kernels.min()))}, the largest {significant(float(kernels.max()))}.",
    )


def _draw(kernels: np.ndarray, grid: TileRows) -> Figure:
    is_rgb = kernels.shape[2] == _RGB
    shown, most = _shown(kernels)
    height = grid.bottom + _MARGIN_MM + (0.0 if is_rgb else _LEGEND_MM)
    figure = new_figure(TEXT_WIDTH_MM, height)
    ax = page_axes(figure, TEXT_WIDTH_MM, height)
    draw_title(ax, grid.top, TITLE, _counted(kernels))
    draw_tiles(ax, shown, grid, (palette.SIGNED, -most, most))
    if not is_rgb:
        middle = grid.bottom + _LEGEND_MM / 2
        ends = significant(-most), significant(most)
        left = text_width_mm(ends[0], FONT_SIZE) + 1.4
        ax.text(0.0, middle, ends[0], va="center_baseline")
        draw_scale(ax, left, middle, np.linspace(-most, most, 33), (palette.SIGNED, -most, most))
        ax.text(left + SCALE_MM[0] + 1.4, middle, ends[1], va="center_baseline")
    return figure


def _shown(kernels: np.ndarray) -> tuple[np.ndarray, float]:
    """What each tile shows, (size, size, maps) or as colors (size, size, 3, maps), and the largest.

    The largest absolute weight, or mean of weights, that is shown; 1 where all are zero.
    """
    if kernels.shape[2] == _RGB:
        most = float(np.abs(kernels).max()) or 1.0
        return np.clip(0.5 + kernels / (2 * most), 0.0, 1.0), most
    means = kernels.mean(axis=2)
    return means, float(np.abs(means).max()) or 1.0


def _counted(kernels: np.ndarray) -> str:
    """`32 kernels of 3 × 3 weights`, of each channel where there are several."""
    rows, columns, channels, count = kernels.shape
    noun = "kernel" if count == 1 else "kernels"
    weights = "weight" if rows * columns * channels == 1 else "weights"
    depth = f" × {channels}" if channels > 1 else ""
    return f"{in_groups(count)} {noun} of {rows} × {columns}{depth} {weights}"


def _table(kernels: np.ndarray) -> list[list[str]]:
    """A row for each weight, drawn or not; all count from 1."""
    rows, columns, channels, count = kernels.shape
    return [HEADER] + [
        [
            *map(str, (kernel + 1, row + 1, column + 1, channel + 1)),
            repr(float(kernels[row, column, channel, kernel])),
        ]
        for kernel in range(count)
        for row in range(rows)
        for column in range(columns)
        for channel in range(channels)
    ]


def _caption(kernels: np.ndarray, grid: TileRows, shown: RunMaps, label: str) -> str:
    channels = kernels.shape[2]
    parts = [f"The weights with which the first convolution of {label} (seed {shown.seed}) looks"]
    parts.append("at the image, a tile for each filter, in the order of the maps.")
    if channels == _RGB:
        most = significant(float(np.abs(kernels).max()))
        parts.append(
            "Its three channels are the tile’s red, green and blue: mid-gray is a weight of zero, "
            f"full color one of {most}, none one of −{most}."
        )
    else:
        what = "weights" if channels == 1 else f"means of the weights of {channels} channels"
        parts.append(
            f"{palette.POSITIVE_WORD.capitalize()} are positive {what}, {palette.NEGATIVE_WORD} "
            f"negative ones, {palette.ZERO_WORD} is zero."
        )
    if grid.n_shown < kernels.shape[3]:
        parts.append("Not all kernels have room.")
    return " ".join(parts)
