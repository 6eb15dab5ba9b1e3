"""From a summary, runs of a small convolutional network and data to both files of feature maps."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from job_process import run_job
from labbook.artifacts.dataset import read_dataset
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.summary import write_summary
from labbook.artifacts.weights import read_weights, write_weights
from labbook.topics.feature_maps.feature_map_files import (
    read_feature_map_statistics,
    read_feature_maps,
)
from made_up_classes import summary_of
from training_job import SmallDataset, train, write_small_dataset

CNN = {
    "model": "cnn",
    "blocks": [
        {"filters": [5], "kernel_size": 3, "activation": "relu", "dropout": 0.1},
        {"filters": [4, 3], "kernel_size": 5, "activation": "relu", "dropout": 0.0},
    ],
    "epochs": 2,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SmallDataset]:
    """A folder with the summary of one trained run, which its directory is named after."""
    folder = tmp_path_factory.mktemp("trained")
    dataset = write_small_dataset(folder)
    done = train(dataset, folder / "only-0", **CNN)
    assert done.returncode == 0, done.stderr
    predictions = read_predictions(folder / "only-0/predictions.npz")
    summary = summary_of(folder, predictions.labels, {"only": [predictions.probabilities]}, 10)
    write_summary(folder / "summary.json", summary)
    return folder, dataset


def record(
    folder: Path, dataset: SmallDataset, output: str, *digits: int, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    (folder / output).mkdir()
    return run_job(
        "labbook.topics.feature_maps.record_job",
        {
            "summary": folder / "summary.json",
            "dataset_file": dataset.file,
            "statistics": folder / output / "feature_maps.json",
            "maps": folder / output / "feature_maps.npz",
        },
        {"dataset_sha256": dataset.sha256, "digits": digits},
        environment={"PYTHONHASHSEED": hash_seed},
    )


def test_the_maps_are_of_the_run_and_the_bytes_the_same_twice(trained) -> None:
    folder, dataset = trained
    contents = []
    for seed in ("0", "1"):
        done = record(folder, dataset, f"out-{seed}", 3, 8, hash_seed=seed)
        assert done.returncode == 0, done.stderr
        files = sorted((folder / f"out-{seed}").iterdir())
        contents.append({file.name: file.read_bytes() for file in files})
    assert contents[0] == contents[1]

    statistics = read_feature_map_statistics(folder / "out-0/feature_maps.json")
    maps = read_feature_maps(folder / "out-0/feature_maps.npz")
    assert [one.digit for one in statistics.images] == [3, 8]
    assert [(one.n_maps, one.height, one.width) for one in statistics.layers] == [
        (5, 28, 28),
        (4, 14, 14),
        (3, 14, 14),
    ]
    assert (statistics.n_images, statistics.n_test) == (100, 100)
    data = read_dataset(dataset.file)
    assert (maps.images == data.test_images[[one.row for one in statistics.images]]).all()
    weights = read_weights(folder / "only-0/weights.npz")
    assert (maps.kernels == weights[0]).all()
    # A convolution padded with zeros, then ReLU, at one place and by hand.
    patch = maps.images[0, 9:12, 14:17] / 255
    answer = np.tensordot(patch, weights[0][:, :, 0], axes=2) + weights[1]
    assert maps.layers[0][0, 10, 15] == pytest.approx(np.maximum(answer, 0), abs=1e-4)


def test_weights_that_are_not_the_runs_are_refused_in_one_sentence(trained) -> None:
    folder, dataset = trained
    file = folder / "only-0/weights.npz"
    kept = file.read_bytes()
    try:
        write_weights(file, [one[::-1] for one in read_weights(file)])
        done = record(folder, dataset, "refused", 3)
    finally:
        file.write_bytes(kept)
    assert done.returncode != 0
    assert "only_seed-0: the network of its weights does not answer as the run did" in done.stderr
    assert "Traceback" not in done.stderr
