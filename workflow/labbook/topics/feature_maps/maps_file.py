"""feature_maps.npz: what each filter of the shown run answers to a few test images."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays
from labbook.errors import LabbookError


@dataclass(frozen=True)
class FeatureMaps:
    """Of n images, in the order in which feature_maps.json names them.

    images: uint8 (n, height, width) or (n, height, width, 3); layers: for each convolution from the
    input on, float32 (n, height, width, maps), after the activation; kernels: of the first
    convolution, float32 (size, size, channels, maps). Without a shown run, n is 0, there is no
    layer, and `kernels` is (0, 0, 0, 0).
    """

    images: np.ndarray
    layers: tuple[np.ndarray, ...]
    kernels: np.ndarray


def write_feature_maps(path: Path, maps: FeatureMaps) -> None:
    layers = {_name(place): layer for place, layer in enumerate(maps.layers)}
    write_arrays(path, {"images": maps.images, "kernels": maps.kernels, **layers})


def read_feature_maps(path: Path) -> FeatureMaps:
    """Read them; raises LabbookError naming the file if it is broken."""
    try:
        arrays = read_arrays(path)
        images, kernels = arrays["images"], arrays["kernels"]
        layers = tuple(arrays[_name(place)] for place in range(len(arrays) - 2))
    except (EOFError, KeyError) as error:  # EOFError: an empty file
        raise LabbookError(
            f"{path} is no whole file of feature maps ({error!r}); delete it and build again."
        ) from None
    return FeatureMaps(images, layers, kernels)


def _name(place: int) -> str:
    return f"convolution_{place + 1:03}"
