"""Both sides train the same network, and their ratio is told as it is."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from recording.sides import Times, table_lines, verdict_line

from labbook.artifacts.dataset import Dataset, write_dataset

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "recording_speed.py"


def test_ratios_are_compared_within_their_turn() -> None:
    assert Times("", (1.0, 3.0, 1.0), (1.2, 3.9, 1.4), True).ratio == pytest.approx(1.3)


def test_numbers_stand_beside_their_target() -> None:
    fast = Times("fast", (0.1,), (0.12,), True)
    slow = Times("slow one", (0.1,), (0.16,), False)
    lines = table_lines([fast, slow])
    assert lines[2].split() == ["fast", "0.100", "0.120", "1.20", "yes"]
    assert lines[3].endswith("NO")
    assert verdict_line([fast]) == "Largest ratio 1.20, of fast (target at most 1.5: met)."
    assert "1.60, of slow one (target at most 1.5: NOT met)" in verdict_line([fast, slow])


def test_the_whole_comparison(tmp_path: Path) -> None:
    labels = (np.arange(300) % 10).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 100, (300, 28, 28))
    images = (noise + 15 * labels[:, None, None]).astype(np.uint8)
    write_dataset(tmp_path / "mnist.npz", Dataset(images, labels, images[:70], labels[:70]))
    few = ("--epochs", "2", "--depths", "2", "--activations", "tanh")
    done = subprocess.run(
        [
            *(sys.executable, SCRIPT, "--dataset-file", tmp_path / "mnist.npz", *few),
            *("--json", tmp_path / "numbers.json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (one,) = json.loads((tmp_path / "numbers.json").read_text())["networks"]
    assert one["title"] == "2 hidden layers, tanh"
    assert len(one["plain"]) == len(one["probed"]) == 2
    assert one["same"] is True
    assert "target at most 1.5" in done.stdout
