"""The whole comparison, on little data."""

import json
from pathlib import Path

import convolution_speed
import numpy as np
import pytest
from speed.convolutions import NETWORKS

from labbook.artifacts.dataset import Dataset, write_dataset


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    labels = (np.arange(150) % 10).astype(np.uint8)
    images = np.repeat(labels, 784).reshape(150, 28, 28)
    write_dataset(tmp_path / "mnist.npz", Dataset(images, labels, images, labels))
    return tmp_path / "mnist.npz"


def test_all_sides_are_trained_and_written(
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # XLA compiles a small one sooner.
    monkeypatch.setitem(NETWORKS, "two blocks", (((2,), (2,)), 4, 0.0))
    numbers = tmp_path / "speed.json"
    few = ("--epochs", "2", "--rounds", "1", "--only", "two blocks", "--xla")
    convolution_speed.main(["--dataset-file", str(dataset), *few, "--json", str(numbers)])
    said = capsys.readouterr().out
    assert "target at least 1: " in said
    assert "XLA to the graph" in said
    (sides,) = json.loads(numbers.read_text())["networks"].values()
    assert sorted(sides) == ["compiled", "fit", "xla"]
    assert min(second for times in sides.values() for second in times.values()) > 0


def test_one_epoch_would_be_nothing_but_compilation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        convolution_speed.main(["--epochs", "1"])
    assert end.value.code == 2
    assert "two epochs at least" in capsys.readouterr().err
