import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from labbook.commands.draw import main

from labbook.artifacts.experiment_plan import read_experiment_plan
from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.history import History, history_columns, write_history
from labbook.artifacts.summary import write_summary
from labbook.artifacts.typed_json import plain, write_typed
from labbook.errors import LabbookError
from made_up_plans import experiment_plan_of
from made_up_run import write_provenance_of
from made_up_summary import gap_of, summary_of

# Of a run whose loss ended at its lowest.
NO_TURN = {
    "epochs": 3,
    "held_out_loss_rise": 0.0,
    "held_out_loss_sustained_rise": 0.0,
    "train_loss_fall": 0.0,
}
FILES = [
    f"{kind}.{ending}"
    for kind in ("network", "loss", "turning_point", "accuracy")
    for ending in ("svg", "csv")
]


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


def arguments(output: str) -> list[str]:
    return ["--plan", "plan.json", "--summary", "summary.json", "--output-directory", output]


def test_writes_every_kind_with_its_data_and_names_those_that_show_something(folder: Path) -> None:
    main(arguments("figures"))
    written = sorted(path.name for path in (folder / "figures").iterdir())
    assert written == sorted([*FILES, "figures.json"])
    index = read_figure_index(folder / "figures" / "figures.json")
    assert [entry.kind for entry in index] == ["network", "loss", "accuracy"]
    assert [entry.file for entry in index] == ["network.svg", "loss.svg", "accuracy.svg"]
    assert all(entry.title and entry.caption and entry.alt for entry in index)


def test_the_table_holds_the_data_drawn(folder: Path) -> None:
    main(arguments("figures"))
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


def test_same_inputs_same_bytes_anywhere(folder: Path, tmp_path_factory) -> None:
    """For any hash seed, any working directory and a matplotlibrc lying about in it."""
    outputs = []
    for hash_seed in ("0", "1"):
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "results").symlink_to(folder / "results")
        for name in ("plan.json", "summary.json"):
            (elsewhere / name).symlink_to(folder / name)
        if hash_seed == "1":
            (elsewhere / "matplotlibrc").write_text("lines.linewidth: 9\nsvg.fonttype: path\n")
        subprocess.run(
            [sys.executable, "-m", "labbook.commands.draw", *arguments("out")],
            cwd=elsewhere,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
        )
        outputs.append({path.name: path.read_bytes() for path in (elsewhere / "out").iterdir()})
    assert set(outputs[0]) == {*FILES, "figures.json"}
    assert outputs[0] == outputs[1]


def test_it_needs_neither_tensorflow_nor_pyplot(folder: Path) -> None:
    script = (
        "import sys; from labbook.commands.draw import main; main(sys.argv[1:]);"
        "loaded = {'tensorflow', 'keras', 'scipy', 'pandas', 'matplotlib.pyplot', 'weasyprint'};"
        "sys.exit(str(loaded & set(sys.modules)) if loaded & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", script, *arguments("out")], check=True)


def test_an_experiment_whose_runs_all_failed_is_drawn_in_words(folder: Path) -> None:
    plan = read_experiment_plan(folder / "plan.json")
    gaps = [
        gap_of(one, place, one["runs"]) for place, one in enumerate(plain(plan)["configurations"])
    ]
    write_summary(folder / "summary.json", summary_of(plan, [], gaps))
    shutil.rmtree(folder / "results")
    main(arguments("figures"))
    for entry in read_figure_index(folder / "figures" / "figures.json"):
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
        main(arguments("figures"))


def test_a_broken_index_is_named(folder: Path) -> None:
    (folder / "figures.json").write_text('[{"kind": "loss"}]')
    with pytest.raises(
        LabbookError, match=r"figures\.json is not as this version writes it \(0\.file: Field"
    ):
        read_figure_index(folder / "figures.json")


def test_a_history_changed_after_training_is_named_and_not_drawn(folder: Path) -> None:
    history = folder / "results/runs/size-1_seed-0/history.csv"
    history.write_text(history.read_text().replace("0.5", "0.4", 1))
    with pytest.raises(LabbookError, match=r"size-1_seed-0/history\.csv is not as training left"):
        main(arguments("figures"))
