"""From the gray values of a photograph to the digit as an image like those of MNIST.

First the ink is told from its surroundings, evenly lit and of either polarity, by a threshold; then
the strokes of the digit from the other ink. At last they get size, place and polarity of MNIST's
digits. Those were black and white, fitted into 20 x 20 pixels with their proportions kept, which
the anti-aliasing made gray, and put into 28 x 28 with their center of mass at the center (Y. LeCun,
C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits; Y. LeCun et al.,
Gradient-based learning applied to document recognition, Proceedings of the IEEE 86, 1998,
section III A).
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

# Of the copy on which the background is worked out.
COARSE_SIDE = 64
# As a share of its sides: wide enough that no stroke fills half of it.
BACKGROUND_WINDOW = 0.5
# Of the longer side: as fine as the grain of paper or sensor, finer than a stroke.
SMOOTHING = 1 / 500
# Gray values, and standard deviations of the background's own noise, that ink differs by at least.
LEAST_CONTRAST = 15.0
LEAST_NOISES = 5.0
# A median absolute deviation of normal noise is this share of its standard deviation.
_MAD_OF_NORMAL = 0.6745
# Beside the largest part, as shares of its ink and of its longer side.
LEAST_SHARE = 0.02
MOST_GAP = 0.35
# More is no digit on paper but the paper itself, or a photograph of something else.
MOST_INK = 0.5
# Pixels of the shrunk photograph: a digit that MNIST would show in 20.
LEAST_DIGIT_SIDE = 10
MNIST_SIDE = 28
MNIST_BOX = 20
# In pixels of the 20 x 20: 95 of 100 of MNIST's digits have strokes at least as wide.
LEAST_STROKE_WIDTH = 2.0


@dataclass(frozen=True)
class Ink:
    """`mask`: bool (height, width); `is_dark`: whether the ink is darker than what is around it."""

    mask: np.ndarray
    is_dark: bool


def find_ink(gray: np.ndarray) -> Ink | None:
    """What stands out from an even background in `gray`, uint8 (height, width); None if nothing.

    The background is the median around each pixel; what differs from it by more than Otsu's
    threshold may be ink. Whether that is the darker or the lighter part is told by which of them
    is more, not counting what touches the border, such as a shadow or the edge of the table.
    """
    values = gray.astype(np.float64)
    smooth = ndimage.gaussian_filter(values, SMOOTHING * max(values.shape))
    difference = smooth - _background(smooth)
    distance = np.abs(difference)
    standing_out = distance > otsu_threshold(distance)
    if standing_out.all() or not standing_out.any():
        return None
    contrast = distance[standing_out].mean()
    noise = float(np.median(distance[~standing_out])) / _MAD_OF_NORMAL
    if contrast < max(LEAST_CONTRAST, LEAST_NOISES * noise):
        return None
    dark, light = standing_out & (difference < 0), standing_out & (difference > 0)
    is_dark = _inner_weight(dark, distance) >= _inner_weight(light, distance)
    return Ink(dark if is_dark else light, is_dark)


def _background(gray: np.ndarray) -> np.ndarray:
    """The median over a wide window around each pixel, (height, width)."""
    height, width = gray.shape
    scale = min(1.0, COARSE_SIDE / max(height, width))
    coarse_size = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = Image.fromarray(gray.astype(np.float32)).resize(coarse_size, Image.Resampling.BOX)
    window = [max(3, round(side * BACKGROUND_WINDOW)) for side in coarse.size[::-1]]
    medians = ndimage.median_filter(np.asarray(coarse), window, mode="nearest")
    background = Image.fromarray(medians).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(background, dtype=np.float64)


def otsu_threshold(values: np.ndarray) -> float:
    """The threshold that parts `values` into two groups with the least variance within each.

    N. Otsu, A threshold selection method from gray-level histograms, IEEE Transactions on Systems,
    Man, and Cybernetics 9 (1979), equation 14, over 256 equal bins.
    """
    counts, edges = np.histogram(values, bins=256)
    centers = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    sums = np.cumsum(counts * centers)
    # The same threshold for least variance within and most between.
    apart = sums[:-1] / np.maximum(below, 1) - (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    return float(edges[1 + int(np.argmax(below * above * apart**2))])


def _inner_weight(mask: np.ndarray, distance: np.ndarray) -> tuple[float, float]:
    """How much stands out in parts that touch no border; to break ties, how much in all."""
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    at_border = np.unique(np.concatenate([labels[[0, -1]].ravel(), labels[:, [0, -1]].ravel()]))
    inner = mask & ~np.isin(labels, at_border)
    return float(distance[inner].sum()), float(distance[mask].sum())


def find_strokes(ink: np.ndarray) -> np.ndarray | str:
    """The pixels of the digit, bool (height, width), or why there is none, as a clause.

    Parts that touch the border are no strokes (a shadow, the edge of the table, a ruled line),
    if there is another large enough. Parts near the largest are strokes, too (the loose bar of
    a 5), specks and what is far away are not.
    """
    if ink.mean() > MOST_INK:
        return "what stands out covers more than half of it"
    labels, n_parts = ndimage.label(ink, np.ones((3, 3)))
    boxes = ndimage.find_objects(labels)
    sizes = np.bincount(labels.ravel(), minlength=n_parts + 1)[1:]
    large = [part for part in range(n_parts) if _longer_side(boxes[part]) >= LEAST_DIGIT_SIDE]
    inner = [part for part in large if not _touches_border(boxes[part], ink.shape)]
    if not large:
        return "what stands out is no more than specks"
    if not inner:
        return "what stands out reaches over its edges"
    largest = max(inner, key=lambda part: sizes[part])
    side = _longer_side(boxes[largest])
    distance = ndimage.distance_transform_edt(labels != largest + 1)
    kept = [
        part + 1
        for part in range(n_parts)
        if part == largest
        or (
            sizes[part] >= LEAST_SHARE * sizes[largest]
            and not _touches_border(boxes[part], ink.shape)
            and distance[labels == part + 1].min() <= MOST_GAP * side
        )
    ]
    strokes: np.ndarray = np.isin(labels, kept)
    return strokes


def bounding_box(mask: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns that the True pixels span; there must be one."""
    rows, columns = ndimage.find_objects(mask.astype(np.uint8))[0]
    return rows, columns


def _longer_side(box: tuple[slice, slice]) -> int:
    rows, columns = box
    return int(max(rows.stop - rows.start, columns.stop - columns.start))


def _touches_border(box: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    return any(
        part.start == 0 or part.stop == length for part, length in zip(box, shape, strict=True)
    )


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
