"""The command that draws an experiment's answers class by class."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from labbook.freshness.stage import DRAW_CLASSES

from labbook.artifacts.figure_index import read_figure_index
from labbook.topics.classes.class_evaluation import write_class_evaluation
from labbook.topics.classes.confused_images import write_confused_images
from labbook.topics.classes.draw_job import main
from made_up_evaluation import CONFIGURATION, made_up_evaluation, made_up_images, ten_digits
from made_up_plans import experiment_plan_values

FILES = {Path(pattern).name for pattern in DRAW_CLASSES.outputs}
ARGUMENTS = [
    *("--plan", "plan.json", "--classes", "classes.json"),
    *("--images", "confused_images.npz", "--output-directory", "out"),
]


def write(folder: Path, n_runs: int = 2) -> None:
    evaluation = made_up_evaluation(ten_digits(n_runs))
    one = {"name": CONFIGURATION, "label": "ReLU, 64 units"}
    (folder / "plan.json").write_text(json.dumps(experiment_plan_values(one)))
    write_class_evaluation(folder / "classes.json", evaluation)
    write_confused_images(folder / "confused_images.npz", made_up_images(evaluation))


def test_it_writes_what_its_stage_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    main(ARGUMENTS)
    assert {path.name for path in Path("out").iterdir()} == FILES
    index = read_figure_index(Path("out/figures.json"))
    assert [entry.kind for entry in index] == ["roc_curves", "confusion_matrix", "confused_images"]
    assert all("ReLU, 64 units, seed 0" in entry.caption for entry in index)


def test_without_a_run_it_writes_the_files_and_shows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, n_runs=0)
    monkeypatch.chdir(tmp_path)
    main(ARGUMENTS)
    assert {path.name for path in Path("out").iterdir()} == FILES
    assert read_figure_index(Path("out/figures.json")) == []


def test_same_inputs_same_bytes_for_any_hash_seed_without_tensorflow(tmp_path: Path) -> None:
    outputs = []
    script = (
        "import sys; from labbook.topics.classes.draw_job import main; main(sys.argv[1:]);"
        "loaded = {'tensorflow', 'sklearn', 'scipy', 'matplotlib.pyplot'} & set(sys.modules);"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    for hash_seed in ("0", "1"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        write(folder)
        subprocess.run(
            [sys.executable, "-c", script, *ARGUMENTS],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
        )
        outputs.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert outputs[0] == outputs[1]
