"""How much the maps of one layer still look like the input, and which of them are silent."""

from dataclasses import dataclass

import numpy as np

# Of the layer's largest output: below it, a map is as good as zero.
SILENT_BELOW = 1e-6
# Of a map's own largest value: a deviation below it is one of floating-point arithmetic.
CONSTANT_BELOW = 1e-6


@dataclass(frozen=True)
class MeasuredMaps:
    """Of n images: `peaks` (n, maps), the largest absolute value of each map, and `correlations`
    (n, maps), NaN where there is none; float64 both.
    """

    peaks: np.ndarray
    correlations: np.ndarray


def measure_maps(maps: np.ndarray, images: np.ndarray, n_halvings: int) -> MeasuredMaps:
    """`maps` (n, height, width, maps) of the images (n, H, W) or (n, H, W, channels)."""
    inputs = shrink(images, n_halvings)
    return MeasuredMaps(np.abs(maps).max(axis=(1, 2)).astype(np.float64), correlate(maps, inputs))


def shrink(images: np.ndarray, n_halvings: int) -> np.ndarray:
    """What is left of the images where a layer stands: float64 (n, H // f, W // f).

    The mean of the channels, then the mean of each block of f x f pixels, f = 2**n_halvings. As
    with pooling, rows and columns that fill no block are left out.
    """
    gray = images.mean(axis=3) if images.ndim == 4 else images.astype(np.float64)
    factor = 2**n_halvings
    height, width = (side // factor for side in gray.shape[1:])
    blocks = gray[:, : height * factor, : width * factor]
    return np.asarray(
        blocks.reshape(-1, height, factor, width, factor).mean(axis=(2, 4)), dtype=np.float64
    )


def correlate(maps: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Pearson's r of each map with the input of its image, over their pixels: (n, maps) float64.

    maps: (n, height, width, maps); inputs: (n, height, width). With x a map's pixels, y the
    input's: r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2). NaN
    where one of the two is constant, to CONSTANT_BELOW of its largest absolute value: then there is
    none.
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
    """Which maps are silent for which image, (n, maps) bool; `peaks` are those of a whole layer.

    Those whose largest absolute value is below SILENT_BELOW of the layer's for any image, or zero.
    """
    return np.asarray(peaks <= SILENT_BELOW * peaks.max(), dtype=bool)


def mean_absolute(correlations: np.ndarray) -> np.ndarray:
    """Of each image the mean of |r| over its maps that have one, (n,); NaN where none has."""
    known = ~np.isnan(correlations)
    sums = np.abs(np.where(known, correlations, 0.0)).sum(axis=1)
    found = np.full(len(correlations), np.nan)
    np.divide(sums, known.sum(axis=1), out=found, where=known.any(axis=1))
    return found


def _centered(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of (n, pixels, k): what is left without the mean, and its length (n, k), 0 if constant."""
    centered = pixels - pixels.mean(axis=1, keepdims=True)
    lengths = np.sqrt((centered**2).sum(axis=1))
    noise = CONSTANT_BELOW * np.abs(pixels).max(axis=1) * np.sqrt(pixels.shape[1])
    return centered, np.where(lengths > noise, lengths, 0.0)
