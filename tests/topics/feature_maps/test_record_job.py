"""From a summary, runs of a small convolutional network and data to both files of feature maps."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from example_spec import EXAMPLE_SPEC
from job_process import run_job
from labbook.artifacts.dataset import read_dataset
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import RunSummary, write_summary
from labbook.artifacts.weights import read_weights, write_weights
from labbook.errors import LabbookError
from labbook.topics.feature_maps import record_job
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMaps,
    FeatureMapStatistics,
    read_feature_map_statistics,
    read_feature_maps,
)
from labbook.topics.feature_maps.record_job import Answered, Network, record_feature_maps
from made_up_classes import Answers, certain, summary_of
from training_job import SmallDataset, train, write_small_dataset

BLOCKS = [
    {"filters": [3], "kernel_size": 3, "activation": "relu", "dropout": 0.0},
    {"filters": [2], "kernel_size": 5, "activation": "tanh", "dropout": 0.0},
]
SPEC = Spec.from_dict(EXAMPLE_SPEC | {"model": "cnn", "blocks": BLOCKS})
KERNELS = np.arange(27, dtype=np.float32).reshape(3, 3, 1, 3)
LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1], dtype=np.uint8)
IMAGES = np.random.default_rng(0).integers(0, 256, (8, 4, 4), dtype=np.uint8)
# The first of each class is wrong; of class 2, all are.
ANSWERS = np.array([1, 2, 0, 0, 1, 0, 0, 1])


def maps_to(images: np.ndarray) -> list[np.ndarray]:
    """First the image, a silent map and one that is silent for bright corners; then two means."""
    gray = (images if images.ndim == 3 else images.mean(axis=3)).astype(np.float32)
    corner = np.where(gray[:, :1, :1] > 127, 0, gray[:, ::-1])
    first = np.stack([gray, 0 * gray, corner], axis=-1)
    half = gray.reshape(-1, 2, 2, 2, 2).mean(axis=(2, 4))
    second = np.stack([half, -half], axis=-1)
    return [first, second.astype(np.float32)]


def network_of(images: np.ndarray, probabilities: np.ndarray) -> Callable[[RunSummary], Network]:
    """One that answers to each image as its run has."""
    known = {image.tobytes(): row for image, row in zip(images, probabilities, strict=True)}

    def answer(some: np.ndarray) -> Answered:
        return Answered(maps_to(some), np.array([known[image.tobytes()] for image in some]))

    return lambda run: Network(SPEC, KERNELS, answer)


def recorded(
    folder: Path,
    runs: Answers | None = None,
    images: np.ndarray = IMAGES,
    digits: tuple[int, ...] = (0, 2),
) -> tuple[FeatureMapStatistics, FeatureMaps]:
    probabilities = certain(ANSWERS, 3)
    summary = summary_of(folder, LABELS, {"only": runs or [probabilities]}, 3)
    return record_feature_maps(summary, images, LABELS, digits, network_of(images, probabilities))


def test_the_first_image_that_is_right_is_shown_and_where_none_is_the_first(
    tmp_path: Path,
) -> None:
    statistics, maps = recorded(tmp_path)
    shown = [(one.digit, one.row, one.is_right) for one in statistics.images]
    assert shown == [(0, 3, True), (2, 2, False)]
    assert (maps.images == IMAGES[[3, 2]]).all()
    assert [one.shape for one in maps.layers] == [(2, 4, 4, 3), (2, 2, 2, 2)]
    assert all(
        (one == other).all()
        for one, other in zip(maps.layers, maps_to(IMAGES[[3, 2]]), strict=True)
    )
    assert (maps.kernels == KERNELS).all()


def test_each_layer_is_measured_over_the_images(tmp_path: Path) -> None:
    statistics, _ = recorded(tmp_path)
    assert (statistics.n_images, statistics.n_test) == (8, 8)
    sizes = [(one.n_maps, one.height, one.width, one.n_halvings) for one in statistics.layers]
    assert sizes == [(3, 4, 4, 0), (2, 2, 2, 1)]
    assert [(one.kernel_size, one.activation) for one in statistics.layers] == [
        (3, "relu"),
        (5, "tanh"),
    ]
    first, second = statistics.runs[0].layers
    assert first.largest == IMAGES.max()
    bright = IMAGES[:, 0, 0] > 127
    assert 0 < bright.sum() < 8
    assert first.silent_share.mean == pytest.approx(np.mean((1 + bright) / 3))
    assert first.silent_share.std == pytest.approx(np.std((1 + bright) / 3, ddof=1))
    assert (first.n_dead, second.n_dead) == (1, 0)
    # Both maps are the shrunk image, one of them upside down in value.
    assert second.correlation.mean == pytest.approx(1.0)
    assert second.correlation.n == 8
    # Those of the first layer are compared in the size of the second's, too.
    small = IMAGES.reshape(8, 2, 2, 2, 2).mean(axis=(2, 4))
    turned = [abs(np.corrcoef(one.ravel(), one[::-1].ravel())[0, 1]) for one in small]
    means = [1.0 if dark else (1 + r) / 2 for dark, r in zip(bright, turned, strict=True)]
    assert first.correlation.mean == pytest.approx(np.mean(means))


def test_over_the_runs_that_did_not_diverge(tmp_path: Path) -> None:
    one = certain(ANSWERS, 3)
    statistics, _ = recorded(tmp_path, [None, one, one])
    assert [run.seed for run in statistics.runs] == [1, 2]
    assert statistics.shown == statistics.runs[0]
    assert [one.n for one in statistics.correlations] == [2, 2]
    assert [one.std for one in statistics.correlations] == [0.0, 0.0]
    assert [one.mean for one in statistics.dead_shares] == [pytest.approx(1 / 3), 0.0]


@pytest.mark.parametrize(("runs", "failed"), [([None, None], 0), ([], 2)])
def test_without_a_run_that_counts_all_that_is_made_of_runs_is_empty(
    tmp_path: Path, runs: Answers, failed: int
) -> None:
    summary = summary_of(tmp_path, LABELS, {"only": runs}, 3, failed={"only": failed})

    def never(run: RunSummary) -> Network:
        raise AssertionError(f"{run.name} was opened")

    statistics, maps = record_feature_maps(summary, IMAGES, LABELS, [0], never)
    assert (statistics.configuration, statistics.shown) == ("only", None)
    assert (statistics.layers, statistics.images, statistics.correlations) == ((), (), ())
    assert maps.images.shape == (0, 4, 4)
    assert (maps.layers, maps.kernels.shape) == ((), (0, 0, 0, 0))


def test_color_images(tmp_path: Path) -> None:
    colored = np.stack([IMAGES, IMAGES // 2, IMAGES // 3], axis=-1)
    statistics, maps = recorded(tmp_path, images=colored)
    assert maps.images.shape == (2, 4, 4, 3)
    assert statistics.correlations[1].mean == pytest.approx(1.0)


def test_the_best_in_validation_is_looked_at(tmp_path: Path) -> None:
    probabilities = certain(ANSWERS, 3)
    answers: dict[str, Answers] = {"a": [probabilities], "b": [probabilities]}
    accuracies = {"a": 0.7, "b": 0.8}
    summary = summary_of(tmp_path, LABELS, answers, 3, val_accuracies=accuracies)
    found, _ = record_feature_maps(summary, IMAGES, LABELS, [0], network_of(IMAGES, probabilities))
    assert (found.configuration, found.chosen_by) == ("b", "validation accuracy")
    assert [run.key for run in found.runs] == ["b-0"]


def test_another_network_than_the_runs_is_refused(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, LABELS, {"only": [certain(LABELS, 3)]}, 3)
    opened = network_of(IMAGES, certain(ANSWERS, 3))
    with pytest.raises(LabbookError, match=r"only_seed-0: the network of its weights does not an"):
        record_feature_maps(summary, IMAGES, LABELS, [0], opened)


def test_a_digit_that_no_test_image_is_of_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match="names 7, but no test image is of it"):
        recorded(tmp_path, digits=(0, 7))


def test_of_many_images_a_sample_is_measured_spread_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_job, "SAMPLE", 4)
    monkeypatch.setattr(record_job, "BATCH", 3)
    statistics, _ = recorded(tmp_path)
    assert (statistics.n_images, statistics.n_test) == (4, 8)
    bright = IMAGES[::2, 0, 0] > 127
    assert statistics.silent_shares[0].mean == pytest.approx(np.mean((1 + bright) / 3))


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
