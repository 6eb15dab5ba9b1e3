"""feature_maps.json and feature_maps.npz come back as they were, or are refused by name."""

from dataclasses import MISSING, fields
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.arrays import write_arrays
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMapStatistics,
    read_feature_map_statistics,
    read_feature_maps,
    write_feature_map_statistics,
    write_feature_maps,
)
from made_up_feature_maps import made_up_maps, made_up_statistics

NEEDED = [field.name for field in fields(FeatureMapStatistics) if field.default is MISSING]
RUNS = [[0.5, None, 0.25], [0.4, 0.3, 0.2]]


@pytest.mark.parametrize("runs", [RUNS, RUNS[:1], []])
def test_statistics(tmp_path: Path, runs: list[list[float | None]]) -> None:
    statistics = made_up_statistics(runs)
    write_feature_map_statistics(tmp_path / "feature_maps.json", statistics)
    assert read_feature_map_statistics(tmp_path / "feature_maps.json") == statistics


@pytest.mark.parametrize("field", NEEDED)
def test_statistics_that_lack_something_are_refused(tmp_path: Path, field: str) -> None:
    path = tmp_path / "feature_maps.json"
    write_feature_map_statistics(path, made_up_statistics(RUNS))
    value = read_json(path)
    del value[field]
    write_json(path, value)
    with pytest.raises(LabbookError, match=r"feature_maps\.json is not as this version writes it"):
        read_feature_map_statistics(path)


@pytest.mark.parametrize("runs", [RUNS, []])
@pytest.mark.parametrize("n_channels", [0, 3])
def test_maps(tmp_path: Path, runs: list[list[float | None]], n_channels: int) -> None:
    maps = made_up_maps(made_up_statistics(runs, digits=(1, 2, 3)), n_channels)
    write_feature_maps(tmp_path / "feature_maps.npz", maps)
    found = read_feature_maps(tmp_path / "feature_maps.npz")
    for one, other in zip(
        (found.images, found.kernels, *found.layers),
        (maps.images, maps.kernels, *maps.layers),
        strict=True,
    ):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


def test_what_are_no_maps_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feature_maps.npz"
    write_arrays(path, {"images": np.zeros(3), "others": np.zeros(3)})
    with pytest.raises(LabbookError, match=r"feature_maps\.npz is no whole file of feature maps"):
        read_feature_maps(path)
    path.write_bytes(b"")
    with pytest.raises(LabbookError, match=r"feature_maps\.npz is no whole file of feature maps"):
        read_feature_maps(path)
