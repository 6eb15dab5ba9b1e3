"""A run ends with the same bytes whatever shares its process: alone, first, last, in any order."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.run_key import circumstances
from training_job import SmallDataset, train, write_plan, write_small_dataset

AUGMENTATION = {"shift": 0.1, "rotation": 10.0, "zoom": 0.1, "flip": "horizontal"}
KINDS: dict[str, dict[str, Any]] = {
    "dropout": {},
    # It shares the evaluations of "dropout", and nothing else.
    "other dropout": {
        "hidden": [{"units": 8, "activation": "relu", "dropout": 0.4}],
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "batch_size": 50,
        "record_units": True,
    },
    "deep, recorded": {
        "hidden": [{"units": 16, "activation": "tanh", "dropout": 0.0}] * 5,
        "record_gradients": True,
    },
    "momentum and a schedule": {
        "optimizer": {
            "name": "sgd",
            "momentum": 0.9,
            "learning_rate": {
                "schedule": "ExponentialDecay",
                "initial_learning_rate": 0.1,
                "decay_epochs": 1,
                "decay_rate": 0.5,
            },
        },
    },
    # It shares all that "momentum and a schedule" has compiled.
    "the same schedule from elsewhere": {
        "optimizer": {
            "name": "sgd",
            "momentum": 0.9,
            "learning_rate": {
                "schedule": "ExponentialDecay",
                "initial_learning_rate": 0.03,
                "decay_epochs": 1,
                "decay_rate": 0.5,
            },
        },
    },
    "convolutions": {
        "model": "cnn",
        "blocks": [{"filters": [4], "kernel_size": 3, "activation": "relu", "dropout": 0.2}],
    },
    "other convolutions": {
        "model": "cnn",
        "blocks": [{"filters": [4], "kernel_size": 3, "activation": "relu", "dropout": 0.4}],
        "batch_size": 50,
    },
    "stops early": {
        "optimizer": {"name": "sgd", "learning_rate": 1.0},
        "epochs": 12,
        "early_stopping": {
            "monitor": "val_loss",
            "patience": 1,
            "min_delta": 0.0,
            "restore_best": True,
        },
        "record_gradients": True,
    },
    "diverges": {
        "hidden": [{"units": 8, "activation": "linear", "dropout": 0.0}],
        "output": {"units": 10, "activation": "linear"},
        "loss": "mean_squared_error",
        "optimizer": {"name": "sgd", "learning_rate": 1e20},
    },
    # Both share all that "dropout" has compiled.
    "dropout, longer": {"optimizer": {"name": "adam", "learning_rate": 0.003}, "epochs": 4},
    "more dropout": {"hidden": [EXAMPLE_SPEC["hidden"][0] | {"dropout": 0.3}]},
    # Its state does not begin with zeros, but with the weights.
    "schedule-free": {"optimizer": {"name": "schedulefreeadamw", "learning_rate": 0.01}},
    "normalized": {
        "batch_normalization": True,
        "kernel_initializer": "he_normal",
        "l1": 0.0001,
        "l2": 0.001,
        "label_smoothing": 0.1,
        "class_weight": "balanced",
        "batch_size": 300,
        "record_gradients": True,
        "record_units": True,
    },
    "other weights": {
        "kernel_initializer": "orthogonal",
        "class_weight": {"3": 2.0},
        "augmentation": AUGMENTATION,
    },
    "normalized convolutions": {
        "model": "cnn",
        "blocks": [{"filters": [4], "kernel_size": 3, "activation": "relu", "dropout": 0.2}],
        "batch_normalization": True,
        "l2": 0.001,
        "augmentation": AUGMENTATION,
    },
}
# By kind the seeds that come one after another. Each kind comes after another network, and then
# after another seed of its own, with what was compiled for that; some come after the same network
# trained otherwise, after one that diverged, or once more when others have been there. Whenever the
# kind changes, all is compiled anew, which takes most of the time.
VISITS = (
    ("dropout", 1, 2),
    ("other dropout", 2, 1, 2),
    ("dropout", 2),
    ("dropout, longer", 2),
    ("more dropout", 2),
    ("dropout", 1),
    ("more dropout", 1),
    ("dropout, longer", 2),
    ("deep, recorded", 2, 1, 2),
    ("diverges", 2, 1, 2),
    ("momentum and a schedule", 2, 1, 2),
    ("the same schedule from elsewhere", 2),
    ("momentum and a schedule", 2),
    ("convolutions", 2, 1, 2),
    ("other convolutions", 2, 1, 2),
    ("convolutions", 2),
    ("normalized convolutions", 2, 1, 2),
    ("schedule-free", 2, 1, 2),
    ("normalized", 2, 1, 2),
    ("other weights", 2, 1, 2),
    ("stops early", 2, 1, 2),
    ("diverges", 2),
    ("dropout", 2),
)
ORDER = [(kind, seed) for kind, *seeds in VISITS for seed in seeds]
ONE_AFTER_ANOTHER = """
import json, sys
from labbook.commands import train_keras

for arguments in json.load(open(sys.argv[1])):
    train_keras.main(arguments)
"""
SAME = ("spec.json", "history.csv", "predictions.npz", "weights.npz", "evaluation.json")
RECORDED = ("gradients.npz", "units.npz")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


def spec_of(kind: str, seed: int) -> dict[str, Any]:
    return EXAMPLE_SPEC | KINDS[kind] | {"seed": seed}


@pytest.fixture(scope="module")
def together(dataset: SmallDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of ORDER by one process; each run in a folder called after its place there."""
    folder = tmp_path_factory.mktemp("together")
    calls = []
    for place, (kind, seed) in enumerate(ORDER):
        spec = Spec.from_dict(spec_of(kind, seed))
        key = circumstances(spec, dataset.sha256).key(spec)
        plan = write_plan(folder / f"{place}.json", spec_of(kind, seed), key)
        calls.append(
            [
                *("--plan", str(plan), "--key", key, "--dataset-file", str(dataset.file)),
                *("--dataset-sha256", dataset.sha256),
                *("--output-directory", str(folder / str(place))),
            ]
        )
    write_json(folder / "calls.json", calls)
    said = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER, str(folder / "calls.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_is_the_same_alone_and_in_company(
    together: Path, dataset: SmallDataset, tmp_path: Path, kind: str
) -> None:
    alone = tmp_path / "alone"
    assert train(dataset, alone, **KINDS[kind], seed=2).returncode == 0
    names = [*SAME, *(name for name in RECORDED if (alone / name).exists())]
    places = [place for place, run in enumerate(ORDER) if run == (kind, 2)]
    assert places
    for place in places:
        run = together / str(place)
        assert {file.name for file in run.iterdir()} == {file.name for file in alone.iterdir()}
        for name in names:
            assert (run / name).read_bytes() == (alone / name).read_bytes(), (place, name)


def test_seeds_differ(together: Path) -> None:
    """Or else the runs above could be the same run."""
    first, second = (together / str(ORDER.index(("dropout", seed))) for seed in (1, 2))
    for name in ("history.csv", "weights.npz"):
        assert (first / name).read_bytes() != (second / name).read_bytes()
