"""weights.npz: the trained parameters of a network."""

from pathlib import Path

import numpy as np

from labbook.artifacts.arrays import read_arrays, write_arrays


def write_weights(path: Path, weights: list[np.ndarray]) -> None:
    """Write `model.get_weights()`; the names sort in the model's order."""
    write_arrays(path, {f"weight_{index:03}": array for index, array in enumerate(weights)})


def read_weights(path: Path) -> list[np.ndarray]:
    """What `model.set_weights` takes."""
    arrays = read_arrays(path)
    return [arrays[name] for name in sorted(arrays)]
