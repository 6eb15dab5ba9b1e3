"""Which pixels of a photograph are ink: evenly lit, of either polarity, told by a threshold."""

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
