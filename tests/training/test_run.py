"""A training job leaves the same bytes every time, and a whole directory or none."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.gradients import read_gradients
from labbook.artifacts.history import read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.seal import read_seal
from training_job import SmallDataset, start, train, write_plan, write_small_dataset

DETERMINISTIC = (
    "spec.json",
    "history.csv",
    "predictions.npz",
    "weights.npz",
    "evaluation.json",
    "provenance.json",
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


def test_the_same_bytes_twice(dataset: SmallDataset, tmp_path: Path) -> None:
    checksums = []
    # The first in a process of its own, with another seed of hashes.
    for name, environment in (("first", {}), ("second", None)):
        done = train(dataset, tmp_path / name, environment)
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
    assert read_seal(run) == {
        name: sha256_file(run / name) for name in ("provenance.json", "timing.json")
    }
    assert read_json(run / "timing.json")["peak_memory_mib"] < 1536


def test_the_settings_of_a_shell_or_a_home_change_nothing(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    """They are in no key."""
    home = tmp_path / "home"
    (home / ".keras").mkdir(parents=True)
    settings = {"floatx": "float64", "epsilon": 0.1, "image_data_format": "channels_first"}
    (home / ".keras" / "keras.json").write_text(json.dumps({**settings, "backend": "jax"}))
    foreign = {
        "HOME": str(home),
        "KERAS_HOME": str(home / ".keras"),
        "KERAS_MAX_EPOCHS": "1",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "XLA_FLAGS": "--xla_cpu_enable_fast_math=true",
        "OMP_NUM_THREADS": "2",
    }
    checksums = []
    for name, environment in (("plain", None), ("foreign", foreign)):
        done = train(dataset, tmp_path / name, environment)
        assert done.returncode == 0, done.stderr
        checksums.append(sha256_file(tmp_path / name / "weights.npz"))
    assert checksums[0] == checksums[1]


def test_recorded_gradients_are_one_more_file_and_change_no_other_number(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    for name, recorded in (("plain", False), ("recorded", True)):
        done = train(dataset, tmp_path / name, record_gradients=recorded)
        assert done.returncode == 0, done.stderr
    plain, recorded = (
        {file.name: file for file in (tmp_path / name).iterdir()} for name in ("plain", "recorded")
    )
    assert recorded.keys() - plain.keys() == {"gradients.npz"}
    for name in ("history.csv", "predictions.npz", "weights.npz"):
        assert recorded[name].read_bytes() == plain[name].read_bytes()
    files = read_json(recorded["provenance.json"])["files"]
    assert files["gradients.npz"] == sha256_file(recorded["gradients.npz"])
    assert read_gradients(recorded["gradients.npz"]).kernel_norm.shape == (15, 2)


def test_a_batch_larger_than_the_training_set_is_all_of_it(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    done = train(dataset, tmp_path / "run", batch_size=10_000, epochs=1)
    assert done.returncode == 0, done.stderr
    evaluation = read_json(tmp_path / "run" / "evaluation.json")
    assert (evaluation["batch_size_used"], evaluation["steps_per_epoch"]) == (320, 1)


def test_a_run_that_diverges_says_so(dataset: SmallDataset, tmp_path: Path) -> None:
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


def test_other_data_than_planned_is_refused(dataset: SmallDataset, tmp_path: Path) -> None:
    done = train(replace(dataset, sha256="0" * 64), tmp_path / "run")
    assert done.returncode == 2
    assert done.stderr == (
        f"labbook: {dataset.file} has the checksum {dataset.sha256} instead of {'0' * 64}; "
        "delete it and build again.\n"
    )
    assert not (tmp_path / "run").exists()


def test_an_error_leaves_what_was_there(dataset: SmallDataset, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "history.csv").write_text("precious")
    assert train(dataset, run, hidden=[{"units": 8, "activation": "nonsense"}]).returncode != 0
    assert (run / "history.csv").read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "run"]


def test_code_that_changed_since_the_plan_trains_nothing(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    plan = write_plan(tmp_path / "plan.json", EXAMPLE_SPEC, "0123456789ab")
    done = start(dataset, plan, "0123456789ab", tmp_path / "run")
    assert done.returncode == 2
    assert done.stderr == (
        "labbook: The code that trains, or a library, has changed since the build began; "
        "build again.\n"
    )
    assert not (tmp_path / "run").exists()
