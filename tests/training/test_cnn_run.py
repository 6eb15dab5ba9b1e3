"""A training job of a convolutional network leaves the same bytes every time."""

from pathlib import Path

import numpy as np

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.gradients import read_gradients
from labbook.artifacts.history import read_history
from labbook.artifacts.json_file import read_json
from labbook.artifacts.predictions import read_predictions
from training_job import train, write_small_dataset

CNN = {
    "model": "cnn",
    "blocks": [
        {"filters": [4, 4], "kernel_size": 3, "activation": "relu", "dropout": 0.1},
        {"filters": [8], "kernel_size": 3, "activation": "relu", "dropout": 0.25},
    ],
}


def test_the_same_bytes_twice_whether_gradients_are_recorded_or_not(tmp_path: Path) -> None:
    dataset = write_small_dataset(tmp_path)
    checksums = []
    # The first in a process of its own, with another seed of hashes.
    for name, environment, recorded in (("first", {}, False), ("second", None, True)):
        done = train(dataset, tmp_path / name, environment, **CNN, record_gradients=recorded)
        assert done.returncode == 0, done.stderr
        files = ("history.csv", "predictions.npz", "weights.npz", "evaluation.json")
        checksums.append([sha256_file(tmp_path / name / file) for file in files])
    assert checksums[0] == checksums[1]
    # Three convolutions, a hidden layer and the output.
    gradients = read_gradients(tmp_path / "second" / "gradients.npz")
    assert gradients.kernel_norm.shape[1] == 5
    assert (gradients.kernel_norm > 0).all()

    run = tmp_path / "first"
    history = read_history(run / "history.csv")
    assert history.epochs == [1, 2, 3]
    predictions = read_predictions(run / "predictions.npz")
    evaluation = read_json(run / "evaluation.json")
    accuracy = np.mean(predictions.probabilities.argmax(axis=1) == predictions.labels)
    assert evaluation["test_accuracy"] == accuracy
    # 28 -> 14 -> 7 pixels; a convolution has a bias a filter.
    convolutions = (9 * 1 + 1) * 4 + (9 * 4 + 1) * 4 + (9 * 4 + 1) * 8
    dense = (7 * 7 * 8 + 1) * 8 + (8 + 1) * 10
    assert evaluation["parameters"] == convolutions + dense
