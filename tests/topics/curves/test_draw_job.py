"""The jobs that draw what every experiment has: its network, and its curves."""

import csv
import shutil
from pathlib import Path

import pytest

from job_process import run_job
from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.figure_index import FigureEntry, read_figure_index
from labbook.artifacts.history import History, history_columns, write_history
from labbook.artifacts.summary import write_summary
from labbook.artifacts.typed_json import plain, write_typed
from labbook.errors import LabbookError
from labbook.topics.curves import draw_job as curves
from labbook.topics.curves.topic import DRAW as DRAW_CURVES
from labbook.topics.network import draw_job as network
from labbook.topics.network.topic import DRAW as DRAW_NETWORK
from made_up_plans import experiment_plan_of
from made_up_run import write_provenance_of
from made_up_summary import gap_of, summary_of

HEAVY = ("tensorflow", "keras", "scipy", "pandas", "matplotlib.pyplot", "weasyprint")
# Of a run whose loss ended at its lowest.
NO_TURN = {
    "epochs": 3,
    "held_out_loss_rise": 0.0,
    "train_loss_later_rise": 0.0,
}
JOBS = {"network": network, "curves": curves}
FILES = {
    Path(pattern).name
    for stage in (DRAW_CURVES, DRAW_NETWORK)
    for pattern in stage.outputs.values()
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A results folder with one experiment of two configurations, two seeds each."""
    planned, summarized = [], []
    for number in (1, 2):
        runs = []
        for seed in (0, 1):
            name = f"size-{number}_seed-{seed}"
            directory = Path("results/runs") / name
            losses = [0.5 / number, 0.1 / number, 0.01 + 0.001 * seed]
            write_history(
                tmp_path / directory / "history.csv",
                History([1, 2, 3], dict.fromkeys(history_columns(0.2), losses)),
            )
            write_provenance_of(tmp_path / directory, seed)
            runs.append({"name": name, "seed": seed, "key": "k", "directory": str(directory)})
        planned.append(
            {
                "name": f"size-{number}",
                "label": f"batch size {number}",
                "runs": runs,
                "settings": {
                    "model": "mlp",
                    "task": {"kind": "one_against_rest", "positive": 0},
                    "hidden": [],
                    "output": {"units": 1, "activation": "sigmoid"},
                    "loss": "binary_crossentropy",
                },
            }
        )
        summarized.append(
            {
                "name": f"size-{number}",
                "parameters": 785,
                "runs": [{**run, **NO_TURN, "diverged": False} for run in runs],
            }
        )
    plan = experiment_plan_of(*planned)
    write_typed(tmp_path / "plan.json", plan)
    write_summary(tmp_path / "summary.json", summary_of(plan, summarized))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(topic: str) -> dict[str, Path]:
    index = Path(f"figures/{topic}.json")
    return {"plan": Path("plan.json"), "summary": Path("summary.json"), "index": index}


def draw() -> list[FigureEntry]:
    """What both jobs have for the report, in its order."""
    entries = []
    for topic, job in JOBS.items():
        job.make(**files(topic))
        entries += read_figure_index(files(topic)["index"])
    return entries


def test_writes_every_kind_with_its_data_and_names_those_that_show_something(folder: Path) -> None:
    index = draw()
    assert {path.name for path in (folder / "figures").iterdir()} == FILES
    assert [entry.kind for entry in index] == ["network", "overview", "loss"]
    assert [entry.file for entry in index] == [f"{entry.kind}.svg" for entry in index]
    assert all(entry.title and entry.caption and entry.alt for entry in index)


def test_the_table_holds_the_data_drawn(folder: Path) -> None:
    draw()
    with (folder / "figures" / "loss.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    last = rows[2]
    assert (last["configuration"], last["series"], last["epoch"]) == (
        "size-1",
        "mean of 2 runs",
        "3",
    )
    assert float(last["training"]) == pytest.approx(0.0105)
    assert (float(last["training_lowest"]), float(last["training_highest"])) == (0.01, 0.011)
    assert len(rows) == 6


def test_same_inputs_same_bytes_anywhere_without_tensorflow_and_pyplot(
    folder: Path, tmp_path_factory
) -> None:
    """For any hash seed, any working directory and a matplotlibrc lying about in it."""
    outputs = []
    for hash_seed in ("0", "1"):
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "results").symlink_to(folder / "results")
        for name in ("plan.json", "summary.json"):
            (elsewhere / name).symlink_to(folder / name)
        if hash_seed == "1":
            (elsewhere / "matplotlibrc").write_text("lines.linewidth: 9\nsvg.fonttype: path\n")
        for topic in JOBS:
            done = run_job(
                f"labbook.topics.{topic}.draw_job",
                files(topic),
                folder=elsewhere,
                environment={"PYTHONHASHSEED": hash_seed},
                forbidden=HEAVY,
            )
            assert done.returncode == 0, done.stderr
        drawn = elsewhere / "figures"
        outputs.append({path.name: path.read_bytes() for path in drawn.iterdir()})
    assert set(outputs[0]) == FILES
    assert outputs[0] == outputs[1]


def test_an_experiment_whose_runs_all_failed_is_drawn_in_words(folder: Path) -> None:
    plan = read_experiment_plan(folder / "plan.json")
    gaps = [
        gap_of(one, place, one["runs"]) for place, one in enumerate(plain(plan)["configurations"])
    ]
    write_summary(folder / "summary.json", summary_of(plan, [], gaps))
    shutil.rmtree(folder / "results")
    for entry in draw():
        assert "no run finished, so there is nothing to draw." in entry.caption
        svg = (folder / "figures" / entry.file).read_text(encoding="utf-8")
        assert "No run finished: there is nothing to draw." in svg
        rows = (folder / "figures" / f"{entry.kind}.csv").read_text().splitlines()
        assert len(rows) == 1
        failed = "Failed and not drawn: batch size 1 (2 of 2 runs); batch size 2 (2 of 2 runs)."
        assert (failed in entry.caption) == (entry.kind != "network")


def test_a_missing_history_is_one_sentence(folder: Path) -> None:
    (folder / "results/runs/size-2_seed-1/history.csv").unlink()
    with pytest.raises(LabbookError, match=r"size-2_seed-1/history\.csv cannot be read"):
        draw()


def test_a_broken_index_is_named(folder: Path) -> None:
    (folder / "loss.json").write_text('[{"kind": "loss"}]')
    with pytest.raises(LabbookError, match=r"loss\.json is not as .* writes it \(0\.file"):
        read_figure_index(folder / "loss.json")


def test_a_history_changed_after_training_is_named_and_not_drawn(folder: Path) -> None:
    history = folder / "results/runs/size-1_seed-0/history.csv"
    history.write_text(history.read_text().replace("0.5", "0.4", 1))
    with pytest.raises(LabbookError, match=r"size-1_seed-0/history\.csv is not as training left"):
        draw()
