"""A network of one's own is trained as ours are, to the same bits, whatever shares its process."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.json_file import write_json
from labbook.artifacts.spec import Spec
from labbook.run_key import circumstances
from own_files import (
    CONVOLUTIONS,
    DENSE,
    FUNCTIONAL,
    IN_PYTHON,
    NORMALIZED,
    PARTS,
    PENALIZED,
    own_spec,
    write_own,
)
from training_job import SmallDataset, train, write_plan, write_small_dataset

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


@pytest.mark.parametrize(
    ("text", "others", "way", "ours"),
    [
        (DENSE, {}, "compiled", DROPOUT),
        (FUNCTIONAL, {"parts": PARTS}, "compiled", DROPOUT),
        (CONVOLUTIONS, {}, "graph", CNN),
    ],
    ids=["sequential", "functional", "convolutions"],
)
def test_the_same_layers_as_ours_give_the_same_bits(
    dataset: SmallDataset,
    tmp_path: Path,
    text: str,
    others: dict[str, str],
    way: str,
    ours: dict[str, Any],
) -> None:
    own = own_spec(write_own(tmp_path, text, **others), way)
    for name, changes in (("ours", ours), ("own", own)):
        done = train(dataset, tmp_path / name, **changes)
        assert done.returncode == 0, done.stderr
    for name in SAME:
        assert (tmp_path / "own" / name).read_bytes() == (tmp_path / "ours" / name).read_bytes()


# Each beside another seed of its own, and after others; the first file is edited in between.
KINDS = {
    "compiled": (DENSE, "compiled"),
    "graph": (CONVOLUTIONS, "graph"),
    "whole batches": (NORMALIZED, "whole_batches"),
    "fit": (PENALIZED, "fit"),
    "eager": (IN_PYTHON, "eager"),
}
TOGETHER = """
import json, pathlib, sys
from labbook.commands import train_keras

for file, text, arguments in json.load(open(sys.argv[1])):
    pathlib.Path(file).write_text(text)
    train_keras.main(arguments)
"""


def test_a_run_is_the_same_alone_and_in_company(dataset: SmallDataset, tmp_path: Path) -> None:
    calls = []
    for kind, (text, way) in KINDS.items():
        for seed in (2, 1, 2):
            spec = EXAMPLE_SPEC | own_spec(write_own(tmp_path, text), way) | {"seed": seed}
            key = circumstances(Spec.from_dict(spec), dataset.sha256).key(Spec.from_dict(spec))
            place = tmp_path / f"{kind} {len(calls) % 3}"
            plan = write_plan(tmp_path / f"{place.name}.json", spec, key)
            words = ("--plan", plan, "--key", key, "--dataset-file", dataset.file)
            more = ("--dataset-sha256", dataset.sha256, "--output-directory", place)
            calls.append((spec["own"]["file"], text, list(map(str, (*words, *more)))))
    write_json(tmp_path / "calls.json", calls)
    together = subprocess.run(
        [sys.executable, "-c", TOGETHER, str(tmp_path / "calls.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert together.returncode == 0, together.stderr
    for kind, (text, way) in KINDS.items():
        alone = tmp_path / f"{kind} alone"
        done = train(dataset, alone, **own_spec(write_own(tmp_path, text), way), seed=2)
        assert done.returncode == 0, done.stderr
        for name in SAME:
            found = [(tmp_path / f"{kind} {place}" / name).read_bytes() for place in (0, 2)]
            assert found == [(alone / name).read_bytes()] * 2, (kind, name)
