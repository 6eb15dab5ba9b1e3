"""Plans and run directories without a training."""

import copy
import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.json_file import write_json
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.seal import SEALED, write_seal
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.freshness.run_state import RUN_FILES
from labbook.planning.datasets import Preparation
from labbook.planning.plan import Plan, PlannedRun, make_plan
from labbook.run_key import circumstances
from made_up_dataset import made_up_dataset

SHIPPED = Path(__file__).parents[1] / "config.yaml"
MNIST = "labbook.data.datasets.mnist"
DATASET = made_up_dataset(
    preparation=Preparation((MNIST, "labbook.data.idx_files"), {"entry": MNIST})
)


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Plan]:
    """The plan of the shipped Lab 3 after `change(config, experiments)`."""

    def make(change: Callable[..., None] = lambda *_: None) -> Plan:
        config = copy.deepcopy(read_yaml(SHIPPED))
        config["labs"] = {"lab3_keras": config["labs"]["lab3_keras"]}
        change(config, config["labs"]["lab3_keras"]["experiments"])
        return make_plan(parse_config(config), DATASET)

    return make


@pytest.fixture
def leave_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write what an earlier training left to compare with, in an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def leave(
        run: PlannedRun,
        key: str,
        *,
        spec: dict[str, Any] | None = None,
        written: int = 0,
        **provenance: Any,
    ) -> Path:
        folder = Path(f"{run.directory.rpartition('.')[0]}.{key}")
        now = circumstances(run.spec, DATASET.sha256)
        known = {"dataset": {"name": "mnist", "sha256": now.dataset}}
        known |= {"code": now.code, "versions": now.versions}
        write_json(folder / "spec.json", run.spec.to_dict() | (spec or {}))
        write_json(folder / "provenance.json", known | provenance)
        os.utime(folder / "provenance.json", (written, written))
        return folder

    return leave


@pytest.fixture
def whole_run() -> Callable[..., Path]:
    """Write a directory that a training with `key` could have left; `vouched`: by provenance."""

    def leave(folder: Path, key: str, vouched: Collection[str] = RUN_FILES) -> Path:
        folder.mkdir(parents=True)
        for name in sorted({*RUN_FILES, *vouched} - {*SEALED}):
            (folder / name).write_text(f"{name} of {key}")
        files = checksums(folder, sorted({*vouched} - {*SEALED}))
        dataset = {"name": "mnist", "sha256": "0" * 64}
        write_provenance(folder, Provenance(key, 0, dataset, {}, None, files, {}))
        write_json(folder / "timing.json", {"wall_seconds": 1.5})
        write_seal(folder)
        return folder

    return leave
