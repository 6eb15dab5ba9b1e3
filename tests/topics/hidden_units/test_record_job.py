"""A run is trained once more, watched, and refused unless it is that very run."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from job_process import run_job
from labbook.artifacts.dataset import read_dataset
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.summary import write_summary
from labbook.artifacts.weights import read_weights, write_weights
from labbook.topics.hidden_units.units_file import read_hidden_units
from labbook.topics.hidden_units.watched_layers import WatchedLayer
from made_up_classes import summary_of
from training_job import SmallDataset, train, write_small_dataset

NETWORK = {
    "hidden": [
        {"units": 6, "activation": "tanh", "dropout": 0.0},
        {"units": 5, "activation": "elu", "dropout": 0.0},
        {"units": 7, "activation": "relu", "dropout": 0.2},
    ],
    "epochs": 2,
    "record_gradients": True,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SmallDataset]:
    """A folder with the summary of two trained runs and one that diverged."""
    folder = tmp_path_factory.mktemp("trained")
    dataset = write_small_dataset(folder)
    for seed in (0, 1):
        done = train(dataset, folder / f"only-{seed}", **NETWORK, seed=seed)
        assert done.returncode == 0, done.stderr
    predictions = [read_predictions(folder / f"only-{seed}/predictions.npz") for seed in (0, 1)]
    answers = [*(one.probabilities for one in predictions), None]
    summary = summary_of(folder, predictions[0].labels, {"only": answers}, 10)
    write_summary(folder / "summary.json", summary)
    return folder, dataset


def record(
    folder: Path, dataset: SmallDataset, output: str, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    return run_job(
        "labbook.topics.hidden_units.record_job",
        {
            "summary": folder / "summary.json",
            "dataset_file": dataset.file,
            "units": folder / output,
        },
        {"dataset_sha256": dataset.sha256},
        environment={"PYTHONHASHSEED": hash_seed},
    )


def test_each_run_is_watched_from_its_first_weights_to_its_last(trained) -> None:
    folder, dataset = trained
    for name in ("0", "1"):
        done = record(folder, dataset, f"{name}.json", name)
        assert done.returncode == 0, done.stderr
    assert (folder / "0.json").read_bytes() == (folder / "1.json").read_bytes()

    (found,) = read_hidden_units(folder / "0.json").configurations
    assert found.layers == (
        WatchedLayer(1, 6, "tanh", False),
        WatchedLayer(3, 7, "relu", False),
    )
    assert [run.seed for run in found.runs] == [0, 1]
    assert [len(run.stuck) for run in found.runs] == [3, 3]
    assert found.runs[0].variation[0] != found.runs[1].variation[0]
    # The last epoch, by hand.
    data = read_dataset(dataset.file)
    for run in found.runs:
        weights = read_weights(folder / f"only-{run.seed}/weights.npz")
        inputs = data.train_images.reshape(len(data.train_images), -1) / 255
        first = np.tanh(inputs @ weights[0] + weights[1])
        assert run.variation[-1][0] == pytest.approx(first.std(axis=0).mean(), rel=0.1)


def test_other_weights_are_refused_in_one_sentence(trained) -> None:
    folder, dataset = trained
    file = folder / "only-1/weights.npz"
    kept = file.read_bytes()
    try:
        weights = read_weights(file)
        weights[0][0, 0] = np.nextafter(weights[0][0, 0], np.float32(1))
        write_weights(file, weights)
        done = record(folder, dataset, "refused.json")
    finally:
        file.write_bytes(kept)
    assert done.returncode != 0
    assert "Run only_seed-1: trained once more for hidden_units, it does not end" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "refused.json").exists()
