"""The job that draws an experiment's answers class by class."""

import json
from pathlib import Path

import pytest

from job_process import run_job
from labbook.artifacts.figure_index import read_figure_index
from labbook.topics.classes.class_evaluation import write_class_evaluation, write_confused_images
from labbook.topics.classes.draw_job import make
from labbook.topics.classes.topic import DRAW
from made_up_evaluation import CONFIGURATION, made_up_evaluation, made_up_images, ten_digits
from made_up_plans import experiment_plan_values

FILES = {Path(pattern).name for pattern in DRAW.outputs.values()}
INDEX = Path("out/classes.json")
ARGUMENTS = {
    "plan": Path("plan.json"),
    "classes": Path("classes.json"),
    "images": Path("confused_images.npz"),
    "index": INDEX,
}


def write(folder: Path, n_runs: int = 2) -> None:
    evaluation = made_up_evaluation(ten_digits(n_runs))
    one = {"name": CONFIGURATION, "label": "ReLU, 64 units"}
    (folder / "plan.json").write_text(json.dumps(experiment_plan_values(one)))
    write_class_evaluation(folder / "classes.json", evaluation)
    write_confused_images(folder / "confused_images.npz", made_up_images(evaluation))


def test_it_writes_what_its_stage_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    make(**ARGUMENTS)
    assert {path.name for path in Path("out").iterdir()} == FILES
    index = read_figure_index(INDEX)
    assert [entry.kind for entry in index] == ["roc_curves", "confusion_matrix", "confused_images"]
    assert all("ReLU, 64 units, seed 0" in entry.caption for entry in index)


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
            "labbook.topics.classes.draw_job",
            ARGUMENTS,
            folder=folder,
            environment={"PYTHONHASHSEED": hash_seed},
            forbidden=("tensorflow", "sklearn", "scipy", "matplotlib.pyplot"),
        )
        assert done.returncode == 0, done.stderr
        outputs.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert outputs[0] == outputs[1]
