"""Figure kind `own_digit`: the picture of a digit, and the images that networks are shown."""

import numpy as np
from matplotlib.axes import Axes

from labbook.figures import palette
from labbook.figures.illustration import Illustration
from labbook.figures.style import SMALL_FONT_SIZE, TEXT_WIDTH_MM, new_figure, page_axes
from labbook.topics.own_digit.own_digit_files import OwnDigitImages

TITLE = "A digit of one’s own"
HEADER = ["image", "row", "column", "gray"]
_PHOTOGRAPH_MM = 52.0  # the longer side
_IMAGE_MM = 36.0
_ENLARGED = 8
_GAP_MM = 8.0
_WORDS_MM = 4.5  # the line below a picture
_MARGIN_MM = 0.5


def illustrate(digit: OwnDigitImages) -> Illustration:
    """The finished figure; call it inside `drawing_style`."""
    height, width = digit.photograph.shape
    scale = _PHOTOGRAPH_MM / max(height, width)
    across, down = width * scale, height * scale
    tallest = max(down, _IMAGE_MM)
    total = tallest + _WORDS_MM + 2 * _MARGIN_MM
    figure = new_figure(TEXT_WIDTH_MM, total)
    ax = page_axes(figure, TEXT_WIDTH_MM, total)
    used = across + len(digit.images) * (_GAP_MM + _IMAGE_MM)
    left = max(0.0, (TEXT_WIDTH_MM - used) / 2)
    top = _MARGIN_MM + (tallest - down) / 2
    _picture(ax, digit.photograph, left, top, (across, down), "auto")
    _box(ax, digit.box * scale, left, top)
    words = "as drawn" if digit.is_sample else "as photographed"
    _words(ax, left + across / 2, top + down, words)
    left += across
    for shape, image in digit.images.items():
        left += _GAP_MM
        top = _MARGIN_MM + (tallest - _IMAGE_MM) / 2
        # Light on black as the network has it; enlarged, since viewers blur what they enlarge.
        large = image.repeat(_ENLARGED, axis=0).repeat(_ENLARGED, axis=1)
        _picture(ax, large, left, top, (_IMAGE_MM, _IMAGE_MM), "none")
        _words(ax, left + _IMAGE_MM / 2, top + _IMAGE_MM, f"{_size(shape)} pixels")
        left += _IMAGE_MM
    # The pictures have set limits of their own.
    ax.set_xlim(0, TEXT_WIDTH_MM)
    ax.set_ylim(total, 0)
    table = [
        ["x".join(map(str, shape)), str(row), str(column), str(gray)]
        for shape, image in digit.images.items()
        # Several channels are all equal.
        for (row, column), gray in np.ndenumerate(image if image.ndim == 2 else image[..., 0])
    ]
    return Illustration(figure, [HEADER, *table], TITLE, _caption(digit), _alternative(digit))


def _picture(
    ax: Axes, image: np.ndarray, left: float, top: float, size: tuple[float, float], how: str
) -> None:
    """Light on black, in a frame; size: width and height in millimeters; how: interpolation."""
    right, bottom = left + size[0], top + size[1]
    ax.imshow(
        image,
        cmap=palette.LIGHT,
        vmin=0,
        vmax=255,
        interpolation=how,
        extent=(left, right, bottom, top),
        aspect="auto",
        clip_on=False,
    )
    frame = ([left, right, right, left, left], [top, top, bottom, bottom, top])
    ax.plot(*frame, color=palette.GRID, linewidth=0.6, solid_joinstyle="miter", zorder=3)


def _box(ax: Axes, box: np.ndarray, left: float, top: float) -> None:
    """box: left, top, right and bottom in millimeters from the corner of the photograph."""
    x0, y0, x1, y1 = box
    across, down = np.array([x0, x1, x1, x0, x0]), np.array([y0, y0, y1, y1, y0])
    ax.plot(left + across, top + down, color=palette.HELD_OUT, linewidth=1.0, zorder=4)


def _words(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(x, y + 3.4, text, ha="center", va="baseline", fontsize=SMALL_FONT_SIZE)


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape[:2]))


def _caption(digit: OwnDigitImages) -> str:
    shown = "image that the networks are" if len(digit.images) == 1 else "images that networks are"
    width, height = digit.size
    made = "sample digit as it was drawn" if digit.is_sample else "digit as it was photographed"
    return (
        f"The {made} ({width} × {height} pixels), in the frame in which it was found, and the "
        f"{shown} shown."
    )


def _alternative(digit: OwnDigitImages) -> str:
    sizes = " and ".join(_size(shape) for shape in digit.images)
    ink = "dark on light" if digit.is_dark else "light on dark"
    picture = "A drawing" if digit.is_sample else "A photograph"
    return (
        f"{picture} of a handwritten digit, {ink}, with a frame around it, and beside it the "
        f"same digit, light on black, in {sizes} pixels."
    )
