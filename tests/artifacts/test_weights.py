"""Weights come back from their file as the model gave them, in its order."""

from pathlib import Path

import numpy as np

from labbook.artifacts.weights import read_weights, write_weights


def test_more_than_ten_arrays_keep_their_order(tmp_path: Path) -> None:
    weights = [np.full((2, index + 1), index, dtype=np.float32) for index in range(12)]
    write_weights(tmp_path / "weights.npz", weights)
    found = read_weights(tmp_path / "weights.npz")
    assert len(found) == len(weights)
    for ours, theirs in zip(weights, found, strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)
