"""The whole comparison, on little data."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, write_dataset

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "training_speed.py"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    labels = (np.arange(300) % 10).astype(np.uint8)
    images = np.repeat(labels, 784).reshape(300, 28, 28)
    write_dataset(tmp_path / "mnist.npz", Dataset(images, labels, images, labels))
    return tmp_path / "mnist.npz"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False
    )


def test_both_sides_are_trained_and_written(dataset: Path, config: Path, tmp_path: Path) -> None:
    numbers = tmp_path / "speed.json"
    few = ("--epochs", "2", "--rounds", "1", "--only", "units-8")
    done = run("--dataset-file", dataset, "--config", config, *few, "--json", numbers)
    assert done.returncode == 0, done.stderr
    assert "target at least 8" in done.stdout
    (one,) = json.loads(numbers.read_text())["configurations"]
    assert one["title"] == "layer units-8"
    assert one["ratio"] == pytest.approx(one["fit"]["per_epoch"] / one["compiled"]["per_epoch"])
    assert min(one["fit"].values()) > 0


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    done = run("--dataset-file", tmp_path / "none.npz")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "none.npz" in done.stderr


def test_one_epoch_would_be_nothing_but_compilation() -> None:
    done = run("--epochs", "1")
    assert done.returncode == 2
    assert "1 is less than 2" in done.stderr
