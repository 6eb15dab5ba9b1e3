"""Small images as tiles: rows of equal tiles below a title, each pixel within a thin frame."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from labbook.figures import palette
from labbook.figures.segments import line_segments
from labbook.figures.style import FONT_SIZE, SEMIBOLD, TEXT_WIDTH_MM, text_width_mm

GAP_MM = 0.7
SIDE_MM = 0.2  # half of a frame
TITLE_MM = 5.4  # a line of words, and the room above it
# The first number of tiles in a row with which the figure leaves room on its page.
_COLUMNS = (16, 20, 24, 32, 40, 48)
_TALLEST_MM = 140.0


# The colors for the values between two bounds; without bounds, between the extremes.
Scale = tuple[str, float | None, float | None]


@dataclass(frozen=True)
class TileRows:
    """A group of tiles in millimeters: its title stands at `top`, the first row below it.

    `n_shown` of its tiles have room.
    """

    top: float
    n_shown: int
    n_columns: int
    width: float
    height: float

    def tile(self, place: int) -> tuple[float, float]:
        """The upper left corner of a tile, counted from 0."""
        row, column = divmod(place, self.n_columns)
        left = SIDE_MM + column * (self.width + GAP_MM)
        return left, self.top + TITLE_MM + row * (self.height + GAP_MM)

    @property
    def bottom(self) -> float:
        rows = math.ceil(self.n_shown / self.n_columns)
        return self.top + TITLE_MM + rows * (self.height + GAP_MM)


def tile_grid(groups: Sequence[tuple[int, float]], top: float) -> list[TileRows]:
    """Below `top` millimeters, a group for each number of tiles with their height to width.

    Where even the smallest tiles are too many for a page, each group shows as many of its rows as
    all others do.
    """
    for n_columns in _COLUMNS:
        laid = _laid(groups, top, n_columns, None)
        if not laid or laid[-1].bottom <= _TALLEST_MM:
            return laid
    most_rows = max(math.ceil(count / _COLUMNS[-1]) for count, _ in groups)
    for rows in range(most_rows - 1, 0, -1):
        laid = _laid(groups, top, _COLUMNS[-1], rows)
        if laid[-1].bottom <= _TALLEST_MM:
            break
    return laid


def _laid(
    groups: Sequence[tuple[int, float]], top: float, n_columns: int, most_rows: int | None
) -> list[TileRows]:
    width = (TEXT_WIDTH_MM - 2 * SIDE_MM + GAP_MM) / n_columns - GAP_MM
    laid = []
    for count, shape in groups:
        n_shown = count if most_rows is None else min(count, most_rows * n_columns)
        laid.append(TileRows(top, n_shown, n_columns, width, width * shape))
        top = laid[-1].bottom
    return laid


_TITLE_LINE_MM = 4.1
SCALE_MM = (34.0, 2.6)


def draw_image(ax: Axes, image: np.ndarray, box: tuple[float, float, float, float]) -> None:
    """A test image, uint8, at left, top, width, height: gray as ink on paper, or in its colors."""
    _draw_framed(ax, [image], [box], (palette.INK_ON_PAPER, 0, 255))


def draw_tiles(ax: Axes, images: np.ndarray, tiles: TileRows, scale: Scale) -> None:
    """The first of n images (height, width, n) or (height, width, 3, n), where the tiles stand."""
    numbers = range(tiles.n_shown)
    boxes = [(*tiles.tile(number), tiles.width, tiles.height) for number in numbers]
    _draw_framed(ax, [images[..., number] for number in numbers], boxes, scale)


def _draw_framed(
    ax: Axes,
    images: Sequence[np.ndarray],
    boxes: Sequence[tuple[float, float, float, float]],
    scale: Scale,
) -> None:
    """Images (height, width) or (height, width, 3) at left, top, width, height in millimeters.

    Images with channels are in their own colors.
    """
    frames = []
    for image, (left, top, width, height) in zip(images, boxes, strict=True):
        right, bottom = left + width, top + height
        _show(ax, image, (left, right, bottom, top), scale)
        frames.append([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
    if frames:
        ax.add_artist(line_segments(frames, color=palette.TILE_FRAME, linewidth=0.35))


def _show(
    ax: Axes, image: np.ndarray, extent: tuple[float, float, float, float], scale: Scale
) -> None:
    """Draw an image without changing the limits of the axes."""
    colors, lowest, highest = scale
    limits = ax.get_xlim(), ax.get_ylim()
    own: dict[str, Any] = {"cmap": colors, "vmin": lowest, "vmax": highest}
    ax.imshow(
        image,
        **(own if image.ndim == 2 else {}),
        interpolation="none",
        extent=extent,
        aspect="auto",
        clip_on=False,
    )
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])


def draw_title(ax: Axes, top: float, title: str, rest: str) -> None:
    """A line above the tiles of a group: its name, then what else is to be known."""
    line = top + _TITLE_LINE_MM
    ax.text(0.0, line, title, fontweight=SEMIBOLD, va="baseline")
    ax.text(text_width_mm(title, FONT_SIZE, SEMIBOLD) + 2.0, line, rest, va="baseline")


def draw_scale(ax: Axes, left: float, middle: float, values: np.ndarray, scale: Scale) -> None:
    """A strip of the colors of these values, from left to right."""
    width, height = SCALE_MM
    box = (left, left + width, middle + height / 2, middle - height / 2)
    _show(ax, values[None, :], box, scale)
    ax.plot(
        [box[0], box[1], box[1], box[0], box[0]],
        [box[2], box[2], box[3], box[3], box[2]],
        color=palette.GRID,
        linewidth=0.5,
    )
