"""A digit's strokes as an image of MNIST: size, place and polarity.

MNIST's digits were black and white, fitted into 20 x 20 pixels with their proportions kept, which
the anti-aliasing made gray, and put into 28 x 28 with their center of mass at the center (Y. LeCun,
C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits; Y. LeCun et al.,
Gradient-based learning applied to document recognition, Proceedings of the IEEE 86, 1998,
section III A).
"""

import numpy as np
from PIL import Image
from scipy import ndimage

from labbook.topics.own_digit.strokes import bounding_box

MNIST_SIDE = 28
MNIST_BOX = 20
# In pixels of the 20 x 20: 95 of 100 of MNIST's digits have strokes at least as wide.
LEAST_STROKE_WIDTH = 2.0


def normalized(strokes: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The strokes, bool (height, width), as an image of `shape`, uint8, light on black.

    `shape`: (height, width) or with channels behind, which are all the same then. Of another size
    than MNIST's, the digit takes the same share of the shorter side.
    """
    side = min(shape[:2])
    box = round(side * MNIST_BOX / MNIST_SIDE)
    digit = strokes[bounding_box(strokes)]
    height, width = digit.shape
    scale = box / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    fitted = Image.fromarray(digit.astype(np.uint8) * 255).resize(size, Image.Resampling.BOX)
    ink = np.asarray(fitted)
    field = np.zeros(shape[:2], np.uint8)
    top, left = _corner(ink, shape)
    field[top : top + size[1], left : left + size[0]] = ink
    channels = shape[2:]
    return np.broadcast_to(field.reshape(*field.shape, *(1 for _ in channels)), shape).copy()


def _corner(ink: np.ndarray, shape: tuple[int, ...]) -> list[int]:
    """Where the upper left corner of `ink` lies, to the pixel.

    In MNIST, the center of mass lies within half a pixel of the middle of pixel (14, 14), counted
    from 0; no digit is cut off.
    """
    mass = ndimage.center_of_mass(ink.astype(np.float64))
    return [
        min(max(round(length // 2 - center), 0), length - extent)
        for length, center, extent in zip(shape, mass, ink.shape, strict=False)
    ]


def stroke_width(strokes: np.ndarray) -> float:
    """The mean width of the strokes, in pixels of the 20 x 20.

    Across a straight stroke, distances to its edge rise from zero to half its width: a quarter of
    it on average.
    """
    around = np.pad(strokes[bounding_box(strokes)], 1)
    mean = ndimage.distance_transform_edt(around)[around].mean()
    return float(4 * mean * MNIST_BOX / (max(around.shape) - 2))


def widened(strokes: np.ndarray) -> np.ndarray:
    """The strokes at least LEAST_STROKE_WIDTH wide, on a field with room for it.

    A thin pen in a large photograph would leave hardly any gray in 20 x 20 pixels.
    """
    lacking = LEAST_STROKE_WIDTH - stroke_width(strokes)
    if lacking <= 0:
        return strokes
    digit = strokes[bounding_box(strokes)]
    radius = lacking / 2 * max(digit.shape) / MNIST_BOX
    room = np.pad(digit, int(np.ceil(radius)) + 1)
    wider: np.ndarray = ndimage.distance_transform_edt(~room) <= radius
    return wider
