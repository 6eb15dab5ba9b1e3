"""The whole comparison, on little data."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, write_dataset

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "convolution_speed.py"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    labels = (np.arange(150) % 10).astype(np.uint8)
    images = np.repeat(labels, 784).reshape(150, 28, 28)
    write_dataset(tmp_path / "mnist.npz", Dataset(images, labels, images, labels))
    return tmp_path / "mnist.npz"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False
    )


def test_all_sides_are_trained_and_written(dataset: Path, tmp_path: Path) -> None:
    numbers = tmp_path / "speed.json"
    few = ("--epochs", "2", "--rounds", "1", "--only", "two blocks", "--xla")
    done = run("--dataset-file", dataset, *few, "--json", numbers)
    assert done.returncode == 0, done.stderr
    assert "target at least 1: " in done.stdout
    assert "XLA to the graph" in done.stdout
    (sides,) = json.loads(numbers.read_text())["networks"].values()
    assert sorted(sides) == ["compiled", "fit", "xla"]
    assert min(second for times in sides.values() for second in times.values()) > 0


def test_one_epoch_would_be_nothing_but_compilation() -> None:
    done = run("--epochs", "1")
    assert done.returncode == 2
    assert "two epochs at least" in done.stderr
