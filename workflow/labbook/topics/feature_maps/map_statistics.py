"""How much the maps of one layer still look like the input, and which of them are silent."""

from dataclasses import dataclass

import numpy as np

# A map is silent if it has no value above this share of the layer's largest output.
SILENT_BELOW = 1e-6
# A map is constant if it deviates from its mean by less than this share of its largest value:
# floating-point arithmetic rounds by as much.
CONSTANT_BELOW = 1e-6


@dataclass(frozen=True)
class MeasuredMaps:
    """What is measured on the maps of n images, all float64.

    `peaks` (n, maps) are the largest absolute values; `correlations` (n, maps) are NaN where a map
    or an image is constant.
    """

    peaks: np.ndarray
    correlations: np.ndarray


def measure_maps(
    maps: np.ndarray, images: np.ndarray, n_halvings: int, most_halvings: int
) -> MeasuredMaps:
    """`maps` (n, height, width, maps) of the images (n, H, W) or (n, H, W, channels).

    A layer's maps stand after `n_halvings` poolings, those of the last layer after `most_halvings`.
    Both maps and images are compared in the size of the last layer's: over fewer pixels, what has
    nothing in common correlates more by chance, so that depth alone would seem to do something.
    """
    peaks = np.abs(maps).max(axis=(1, 2)).astype(np.float64)
    gray = images.mean(axis=3) if images.ndim == 4 else images
    inputs = shrink(gray[..., np.newaxis], most_halvings)[..., 0]
    return MeasuredMaps(peaks, correlate(shrink(maps, most_halvings - n_halvings), inputs))


def shrink(maps: np.ndarray, n_halvings: int) -> np.ndarray:
    """The mean of each block of f x f pixels, f = 2**n_halvings: (n, h // f, w // f, maps) float64.

    maps: (n, h, w, maps). As with pooling, rows and columns that fill no block are left out.
    """
    factor = 2**n_halvings
    n, *sides, n_maps = maps.shape
    height, width = (side // factor for side in sides)
    blocks = maps[:, : height * factor, : width * factor].astype(np.float64)
    shape = (n, height, factor, width, factor, n_maps)
    return np.asarray(blocks.reshape(shape).mean(axis=(2, 4)), dtype=np.float64)


def correlate(maps: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Pearson's r of each map with the input of its image, over their pixels: (n, maps) float64.

    maps: (n, height, width, maps); inputs: (n, height, width). With x a map's pixels, y the
    input's: r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2). r is
    NaN where x or y is constant (see CONSTANT_BELOW).
    """
    n, height, width, n_maps = maps.shape
    x = maps.reshape(n, height * width, n_maps).astype(np.float64)
    y = inputs.reshape(n, height * width, 1).astype(np.float64)
    (x_centered, x_size), (y_centered, y_size) = _centered(x), _centered(y)
    products = np.einsum("npm,npo->nm", x_centered, y_centered)
    sizes = x_size * y_size
    found = np.full((n, n_maps), np.nan)
    np.divide(products, sizes, out=found, where=sizes > 0)
    return np.asarray(np.clip(found, -1.0, 1.0), dtype=np.float64)


def is_silent(peaks: np.ndarray) -> np.ndarray:
    """Which maps are silent for which image, (n, maps) bool, by the `peaks` of a whole layer.

    A peak is compared with the largest of all images (see SILENT_BELOW).
    """
    return np.asarray(peaks <= SILENT_BELOW * peaks.max(), dtype=bool)


def mean_absolute(correlations: np.ndarray) -> np.ndarray:
    """The mean of |r| over the maps of each image, without NaN: (n,); NaN where all are NaN."""
    known = ~np.isnan(correlations)
    sums = np.abs(np.where(known, correlations, 0.0)).sum(axis=1)
    found = np.full(len(correlations), np.nan)
    np.divide(sums, known.sum(axis=1), out=found, where=known.any(axis=1))
    return found


def _centered(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (n, pixels, k) minus their mean, and the length of that (n, k), 0 if constant."""
    centered = pixels - pixels.mean(axis=1, keepdims=True)
    lengths = np.sqrt((centered**2).sum(axis=1))
    noise = CONSTANT_BELOW * np.abs(pixels).max(axis=1) * np.sqrt(pixels.shape[1])
    return centered, np.where(lengths > noise, lengths, 0.0)
