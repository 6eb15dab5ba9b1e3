"""Draw small images as tiles: every pixel as it is, within a thin frame."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from labbook.figures import palette
from labbook.figures.lettering import text_width_mm
from labbook.figures.style import FONT_SIZE, SEMIBOLD

_TITLE_LINE_MM = 4.1
SCALE_MM = (34.0, 2.6)


def draw_image(ax: Axes, image: np.ndarray, box: tuple[float, float, float, float]) -> None:
    """A test image, uint8, at left, top, width, height: gray as ink on paper, or in its colors."""
    is_gray = image.ndim == 2
    draw_tiles(ax, [image], [box], (palette.INK_ON_PAPER, *((0, 255) if is_gray else (None, None))))


def draw_tiles(
    ax: Axes,
    images: Sequence[np.ndarray],
    boxes: Sequence[tuple[float, float, float, float]],
    scale: tuple[str, float | None, float | None],
) -> None:
    """Images (height, width) or (height, width, 3) at left, top, width, height in millimeters.

    `scale`: colors for the values between two bounds; images with channels are in their own.
    """
    colors, lowest, highest = scale
    limits = ax.get_xlim(), ax.get_ylim()
    frames = []
    for image, (left, top, width, height) in zip(images, boxes, strict=True):
        right, bottom = left + width, top + height
        own: dict[str, Any] = (
            {"cmap": colors, "vmin": lowest, "vmax": highest} if image.ndim == 2 else {}
        )
        ax.imshow(
            image,
            **own,
            interpolation="none",
            extent=(left, right, bottom, top),
            aspect="auto",
            clip_on=False,
        )
        frames.append([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
    ax.add_collection(
        LineCollection(frames, colors=palette.TILE_FRAME, linewidths=0.35, capstyle="projecting"),
        autolim=False,
    )
    # The images have set limits of their own.
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])


def draw_title(ax: Axes, top: float, title: str, rest: str) -> None:
    """A line above the tiles of a group: its name, then what else is to be known."""
    line = top + _TITLE_LINE_MM
    ax.text(0.0, line, title, fontweight=SEMIBOLD, va="baseline")
    ax.text(text_width_mm(title, FONT_SIZE, SEMIBOLD) + 2.0, line, rest, va="baseline")


def draw_scale(
    ax: Axes, left: float, middle: float, values: np.ndarray, scale: tuple[str, float, float]
) -> None:
    """A strip of the colors of these values, from left to right."""
    width, height = SCALE_MM
    box = (left, left + width, middle + height / 2, middle - height / 2)
    limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(
        values[None, :],
        cmap=scale[0],
        vmin=scale[1],
        vmax=scale[2],
        interpolation="none",
        extent=box,
        aspect="auto",
        clip_on=False,
    )
    ax.plot(
        [box[0], box[1], box[1], box[0], box[0]],
        [box[2], box[2], box[3], box[3], box[2]],
        color=palette.GRID,
        linewidth=0.5,
    )
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])
