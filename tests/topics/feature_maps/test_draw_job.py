"""The job that draws what a network's filters answer."""

import json
from pathlib import Path

import pytest

from job_process import run_job
from labbook.artifacts.figure_index import read_figure_index
from labbook.topics.feature_maps.draw_job import make
from labbook.topics.feature_maps.feature_map_files import (
    write_feature_map_statistics,
    write_feature_maps,
)
from labbook.topics.feature_maps.topic import DRAW
from made_up_feature_maps import CONFIGURATION, made_up_maps, made_up_statistics
from made_up_plans import experiment_plan_values

FILES = {Path(pattern).name for pattern in DRAW.outputs.values()}
INDEX = Path("out/feature_maps.json")
ARGUMENTS = {
    "plan": Path("plan.json"),
    "statistics": Path("feature_maps.json"),
    "maps": Path("feature_maps.npz"),
    "index": INDEX,
}


def write(folder: Path, n_runs: int = 2, digits: tuple[int, ...] = (3, 8)) -> None:
    statistics = made_up_statistics([[0.5, 0.25]] * n_runs, digits=digits)
    one = {"name": CONFIGURATION, "label": "4 + 4 filters"}
    (folder / "plan.json").write_text(json.dumps(experiment_plan_values(one)))
    write_feature_map_statistics(folder / "feature_maps.json", statistics)
    write_feature_maps(folder / "feature_maps.npz", made_up_maps(statistics))


@pytest.mark.parametrize("digits", [(3,), (3, 8), (0, 1, 2)])
def test_it_writes_what_its_stage_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: tuple[int, ...]
) -> None:
    write(tmp_path, digits=digits)
    monkeypatch.chdir(tmp_path)
    make(**ARGUMENTS)
    assert {path.name for path in Path("out").iterdir()} == FILES
    index = read_figure_index(INDEX)
    shown = [f"feature_maps_{place + 1}" for place in range(len(digits))]
    assert [entry.kind for entry in index] == ["kernels", *shown]
    assert all("4 + 4 filters (seed 0)" in entry.caption for entry in index)


def test_without_a_run_it_writes_the_files_and_shows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, n_runs=0)
    monkeypatch.chdir(tmp_path)
    make(**ARGUMENTS)
    assert {path.name for path in Path("out").iterdir()} == FILES
    assert read_figure_index(INDEX) == []


def test_same_inputs_same_bytes_for_any_hash_seed_without_tensorflow(tmp_path: Path) -> None:
    outputs = []
    for hash_seed in ("0", "1"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        write(folder)
        done = run_job(
            "labbook.topics.feature_maps.draw_job",
            ARGUMENTS,
            folder=folder,
            environment={"PYTHONHASHSEED": hash_seed},
            forbidden=("tensorflow", "sklearn", "scipy", "matplotlib.pyplot"),
        )
        assert done.returncode == 0, done.stderr
        outputs.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert outputs[0] == outputs[1]
