"""What decides the last bits of a training is written down, and differs where these do."""

import platform
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.provenance import Provenance, read_provenance
from training_job import FROM_SCRATCH, OLDER_PROCESSOR, SmallDataset, train, write_small_dataset

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="older kinds of x86-64")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> SmallDataset:
    return write_small_dataset(tmp_path_factory.mktemp("data"))


def trained(
    dataset: SmallDataset, run: Path, environment: dict[str, str], **changes: Any
) -> Provenance:
    done = train(dataset, run, environment, **changes)
    assert done.returncode == 0, done.stderr
    return read_provenance(run)


def test_numpy_on_an_older_processor(dataset: SmallDataset, tmp_path: Path) -> None:
    first, again, older = (
        trained(dataset, tmp_path / name, environment, **FROM_SCRATCH)
        for name, environment in (("first", {}), ("again", {}), ("older", OLDER_PROCESSOR))
    )
    assert first == again
    assert first.key == older.key
    assert first.files["weights.npz"] != older.files["weights.npz"]
    assert older.processor == {"instruction set": "X86_V2", "OpenBLAS": "Nehalem"}
    assert first.processor.keys() == older.processor.keys()
    assert first.processor["OpenBLAS"] != "Nehalem"


def test_a_job_for_a_gpu_refuses_where_there_is_none(dataset: SmallDataset, tmp_path: Path) -> None:
    done = train(dataset, tmp_path / "run", {"CUDA_VISIBLE_DEVICES": ""}, device="gpu")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("labbook: device is gpu, but TensorFlow sees no")
    assert not (tmp_path / "run").exists()
