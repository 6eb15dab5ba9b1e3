"""A training job leaves the same bytes every time, and a whole directory or none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.dataset import Dataset, content_sha256, write_dataset
from labbook.artifacts.history import read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import read_predictions

DETERMINISTIC = (
    "spec.json",
    "history.csv",
    "predictions.npz",
    "weights.npz",
    "evaluation.json",
    "provenance.json",
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """500 images whose brightness tells their class, and their checksum."""
    generator = np.random.default_rng(0)

    def images(labels: np.ndarray) -> np.ndarray:
        noise = generator.integers(0, 100, (len(labels), 28, 28))
        return (noise + 15 * labels[:, None, None]).astype(np.uint8)

    train_labels = np.arange(400, dtype=np.uint8) % 10
    test_labels = np.arange(100, dtype=np.uint8) % 10
    data = Dataset(images(train_labels), train_labels, images(test_labels), test_labels)
    path = tmp_path_factory.mktemp("data") / "mnist.npz"
    write_dataset(path, data)
    return path, content_sha256(data)


def train(
    dataset: tuple[Path, str], directory: Path, **changes: Any
) -> subprocess.CompletedProcess[str]:
    arguments = [
        *("--spec", json.dumps(EXAMPLE_SPEC | changes)),
        *("--key", "0123456789ab"),
        *("--dataset-file", str(dataset[0])),
        *("--dataset-sha256", dataset[1]),
        *("--output-directory", str(directory)),
    ]
    return subprocess.run(
        [sys.executable, "-m", "labbook.commands.train_keras", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "4"},
    )


def test_the_same_bytes_twice(dataset: tuple[Path, str], tmp_path: Path) -> None:
    checksums = []
    for name in ("first", "second"):
        done = train(dataset, tmp_path / name)
        assert done.returncode == 0, done.stderr
        checksums.append({file: sha256_file(tmp_path / name / file) for file in DETERMINISTIC})
    assert checksums[0] == checksums[1]

    run = tmp_path / "first"
    history = read_history(run / "history.csv")
    assert history.epochs == [1, 2, 3]
    predictions = read_predictions(run / "predictions.npz")
    assert predictions.probabilities.shape == (100, 10)
    evaluation = read_json(run / "evaluation.json")
    accuracy = np.mean(predictions.probabilities.argmax(axis=1) == predictions.labels)
    assert evaluation["test_accuracy"] == accuracy
    assert (evaluation["n_train"], evaluation["n_validation"]) == (320, 80)
    assert evaluation["parameters"] == 784 * 8 + 8 + 8 * 10 + 10
    recorded = read_json(run / "provenance.json")["files"]
    assert recorded == {
        name: checksums[0][name] for name in DETERMINISTIC if name != "provenance.json"
    }
    assert read_json(run / "timing.json")["peak_memory_mib"] < 1536


def test_a_batch_larger_than_the_training_set_is_all_of_it(
    dataset: tuple[Path, str], tmp_path: Path
) -> None:
    done = train(dataset, tmp_path / "run", batch_size=10_000, epochs=1)
    assert done.returncode == 0, done.stderr
    evaluation = read_json(tmp_path / "run" / "evaluation.json")
    assert (evaluation["batch_size_used"], evaluation["steps_per_epoch"]) == (320, 1)


def test_a_run_that_diverges_says_so(dataset: tuple[Path, str], tmp_path: Path) -> None:
    done = train(
        dataset,
        tmp_path / "run",
        hidden=[{"units": 8, "activation": "linear", "dropout": 0.0}],
        output={"units": 10, "activation": "linear"},
        loss="mean_squared_error",
        optimizer={"name": "sgd", "learning_rate": 1000.0},
        epochs=50,
    )
    assert done.returncode == 0, done.stderr
    evaluation = read_json(tmp_path / "run" / "evaluation.json")
    assert evaluation["diverged"] is True
    assert evaluation["test_loss"] is None
    assert len(read_history(tmp_path / "run" / "history.csv").epochs) < 50


def test_other_data_than_planned_is_refused(dataset: tuple[Path, str], tmp_path: Path) -> None:
    done = train((dataset[0], "0" * 64), tmp_path / "run")
    assert done.returncode == 2
    assert done.stderr == (
        f"labbook: {dataset[0]} has the content checksum {dataset[1]} instead of {'0' * 64}; "
        "delete it and build again.\n"
    )
    assert not (tmp_path / "run").exists()


def test_an_error_leaves_what_was_there(dataset: tuple[Path, str], tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "history.csv").write_text("precious")
    assert train(dataset, run, hidden=[{"units": 8, "activation": "nonsense"}]).returncode != 0
    assert (run / "history.csv").read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
