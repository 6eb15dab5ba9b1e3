"""A network of one's own is trained as ours are, to the same bits, whatever shares its process."""

from pathlib import Path
from typing import Any

import pytest

from own_files import (
    CONVOLUTIONS,
    DENSE,
    FUNCTIONAL,
    PARTS,
    PENALIZED,
    own_spec,
    write_own,
)
from training_job import SmallDataset, train, train_together, write_small_dataset

SAME = ("history.csv", "predictions.npz", "weights.npz", "evaluation.json")
DROPOUT = {"hidden": [{"units": 8, "activation": "relu", "dropout": 0.1}]}
CNN = {
    "model": "cnn",
    "blocks": [{"filters": [4], "kernel_size": 3, "activation": "relu", "dropout": 0.2}],
    "hidden": [{"units": 8, "activation": "relu", "dropout": 0.0}],
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


# By name: the files, how they are trained, and what our own network with the same layers is.
ALIKE: dict[str, tuple[str, dict[str, str], str, dict[str, Any]]] = {
    "sequential": (DENSE, {}, "compiled", DROPOUT),
    "functional": (FUNCTIONAL, {"parts": PARTS}, "compiled", DROPOUT),
    "convolutions": (CONVOLUTIONS, {}, "graph", CNN),
}


@pytest.fixture(scope="module")
def trained_alike(dataset: SmallDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both runs of each of ALIKE, trained in one process."""
    folder = tmp_path_factory.mktemp("alike")
    runs = []
    for name, (text, others, way, ours) in ALIKE.items():
        (folder / f"files of {name}").mkdir()
        file = write_own(folder / f"files of {name}", text, **others)
        runs += [(folder / f"{name} ours", ours), (folder / f"{name} own", own_spec(file, way))]
    train_together(dataset, runs)
    return folder


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_layers_as_ours_give_the_same_bits(trained_alike: Path, name: str) -> None:
    for file in SAME:
        own, ours = (trained_alike / f"{name} {whose}" / file for whose in ("own", "ours"))
        assert own.read_bytes() == ours.read_bytes()


# Each beside another seed of its own, and after others; the file is edited in between.
KINDS = {
    "compiled": (DENSE, "compiled"),
    "graph": (CONVOLUTIONS, "graph"),
    "fit": (PENALIZED, "fit"),
}


def test_a_run_is_the_same_alone_and_in_company(dataset: SmallDataset, tmp_path: Path) -> None:
    runs, texts = [], []
    for kind, (text, way) in KINDS.items():
        for place, seed in enumerate((2, 1, 2)):
            file = write_own(tmp_path, text)
            runs.append((tmp_path / f"{kind} {place}", {**own_spec(file, way), "seed": seed}))
            texts.append({str(file): text})
    train_together(dataset, runs, texts)
    for kind, (text, way) in KINDS.items():
        alone = tmp_path / f"{kind} alone"
        done = train(dataset, alone, **own_spec(write_own(tmp_path, text), way), seed=2)
        assert done.returncode == 0, done.stderr
        for name in SAME:
            found = [(tmp_path / f"{kind} {place}" / name).read_bytes() for place in (0, 2)]
            assert found == [(alone / name).read_bytes()] * 2, (kind, name)
