"""A training job of engine `numpy`: the same promises as of Keras, and those of its own."""

import math
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.evaluation import read_evaluation
from labbook.artifacts.history import read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import read_predictions
from labbook.scratch.saved_network import load_network
from training_job import FROM_SCRATCH, SmallDataset, train, write_small_dataset


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


def test_the_same_bytes_for_any_number_of_threads(dataset: SmallDataset, tmp_path: Path) -> None:
    checksums = []
    for threads in ("1", "2"):
        run = tmp_path / threads
        done = train(dataset, run, {"OPENBLAS_NUM_THREADS": threads}, **FROM_SCRATCH)
        assert done.returncode == 0, done.stderr
        checksums.append({file: sha256_file(run / file) for file in ("weights.npz", "history.csv")})
    assert checksums[0] == checksums[1]


def test_each_epoch_is_measured_on_both_parts_after_its_step(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    for epochs in (1, 12):
        run = tmp_path / str(epochs)
        assert train(dataset, run, **FROM_SCRATCH | {"epochs": epochs}).returncode == 0
    first, longer = (read_history(tmp_path / epochs / "history.csv") for epochs in ("1", "12"))
    assert [*first.columns] == ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    # The row of an epoch is the same whether the training ends with it or goes on.
    for name, values in longer.columns.items():
        assert first.columns[name] == values[:1], name
    assert longer.columns["train_loss"] == sorted(longer.columns["train_loss"], reverse=True)

    evaluation = read_evaluation(tmp_path / "12" / "evaluation.json")
    assert evaluation.test_loss == longer.columns["test_loss"][-1]
    assert evaluation.test_accuracy == longer.columns["test_accuracy"][-1]
    assert (evaluation.n_train, evaluation.n_validation) == (400, 0)
    assert (evaluation.batch_size_used, evaluation.steps_per_epoch) == (400, 1)


def test_the_network_left_gives_the_probabilities_left(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    assert train(dataset, tmp_path / "run", **FROM_SCRATCH).returncode == 0
    with np.load(dataset.file) as arrays:
        images = arrays["test_images"]
    probabilities = load_network(tmp_path / "run").predict(images)
    saved = read_predictions(tmp_path / "run" / "predictions.npz").probabilities
    np.testing.assert_allclose(probabilities, saved, atol=1e-6)


def test_a_validation_part_is_held_out_if_asked_for(dataset: SmallDataset, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train(dataset, run, **FROM_SCRATCH | {"validation_fraction": 0.2}).returncode == 0
    assert {"val_loss", "val_accuracy"} < set(read_history(run / "history.csv").columns)
    evaluation = read_evaluation(run / "evaluation.json")
    assert (evaluation.n_train, evaluation.n_validation) == (320, 80)


def test_a_run_that_diverges_says_so(dataset: SmallDataset, tmp_path: Path) -> None:
    hidden = [{"units": 8, "activation": "linear", "dropout": 0.0}] * 3
    optimizer = {"name": "sgd", "learning_rate": 1e6}
    done = train(
        dataset,
        tmp_path / "run",
        **FROM_SCRATCH | {"hidden": hidden, "optimizer": optimizer, "epochs": 200},
    )
    assert done.returncode == 0, done.stderr
    assert read_json(tmp_path / "run" / "evaluation.json")["diverged"] is True
    history = read_history(tmp_path / "run" / "history.csv")
    assert len(history.epochs) < 200
    assert not math.isfinite(sum(values[-1] for values in history.columns.values()))


def test_keras_too_looks_at_the_test_images_where_none_are_held_out(
    dataset: SmallDataset, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    done = train(dataset, run, validation_fraction=0.0, batch_size=None)
    assert done.returncode == 0, done.stderr
    history, evaluation = (
        read_history(run / "history.csv"),
        read_evaluation(run / "evaluation.json"),
    )
    assert [*history.columns] == ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]
    assert history.columns["test_loss"][-1] == evaluation.test_loss
    assert (evaluation.n_train, evaluation.batch_size_used) == (400, 400)
