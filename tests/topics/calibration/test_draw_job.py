"""The reliability diagram: shares of right answers, of the networks that are too sure."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from findings.conftest import build_configuration, build_experiment
from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.spec import Task
from labbook.artifacts.summary import write_summary
from labbook.artifacts.typed_json import write_typed
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.topics.calibration.draw_job import illustrate, make
from labbook.topics.calibration.section import section
from labbook.topics.calibration.topic import DRAW
from made_up_plans import experiment_plan_of
from made_up_run import write_provenance_of

PLAN = experiment_plan_of({"name": "a", "label": "A"})


def summary_of_runs(folder: Path, probability: float):
    """Two runs of 100 answers, right for nine of ten; most are given with this probability."""
    one = build_configuration(
        "a",
        [0.9, 0.9],
        answer_probability=probability,
        answer_probability_error=0.001,
        wrong_answer_probability=probability,
        calibration_error=probability - 0.9,
    )
    given = np.full((100, 2), 1 - probability, dtype=np.float32)
    given[:, 0] = probability
    given[:5, 0], given[5:10, 0] = 0.7, 0.6
    labels = np.repeat([0, 1], [90, 10]).astype(np.uint8)
    runs = []
    for run in one.runs:
        directory = folder / run.name
        write_predictions(directory / "predictions.npz", Predictions(given, labels))
        write_provenance_of(directory, run.seed)
        runs.append(replace(run, directory=str(directory)))
    settings = replace(one.settings, task=Task("multiclass"))
    return build_experiment(replace(one, runs=tuple(runs), settings=settings)).summary


def drawn(folder: Path, probability: float) -> Illustration:
    with drawing_style():
        return illustrate(PLAN, summary_of_runs(folder, probability))


def test_answers_of_all_runs_are_counted_by_their_probability(tmp_path: Path) -> None:
    illustration = drawn(tmp_path, 0.98)
    *_, row = illustration.table
    assert row[:4] == ["A", "2", "15", "180.0"]
    assert [float(cell) for cell in row[4:]] == [pytest.approx(0.98), pytest.approx(8 / 9)]
    (ax,) = illustration.figure.axes
    assert ax.lines[-1].get_ydata().tolist() == [1.0, 1.0, pytest.approx(8 / 9)]
    assert "A: 8.00" in illustration.alternative


def test_a_network_that_is_no_surer_than_right_is_not_drawn(tmp_path: Path) -> None:
    assert not drawn(tmp_path, 0.9).in_report


def test_the_job_writes_what_its_stage_promises_and_the_report_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_typed(Path("plan.json"), PLAN)
    index = Path("out/calibration.json")
    for probability, kinds in ((0.98, ["reliability"]), (0.9, [])):
        write_summary(Path("summary.json"), summary_of_runs(Path("runs"), probability))
        make(plan=Path("plan.json"), summary=Path("summary.json"), index=index)
        assert [entry.kind for entry in read_figure_index(index)] == kinds
        found = section(None, figures=index)
        assert (found is not None) == bool(kinds)
    promised = {Path(pattern).name for pattern in DRAW.outputs.values()}
    assert {path.name for path in Path("out").iterdir()} == promised


def test_a_caption_says_why_these_networks_are_drawn(tmp_path: Path) -> None:
    """Two are too sure; of one, all answers lie in one bin, which is no curve."""
    summary = summary_of_runs(tmp_path, 0.98)
    (one,) = summary.configurations
    narrow = []
    for run in one.runs:
        directory = tmp_path / f"narrow-{run.seed}"
        given = np.tile(np.array([[0.98, 0.02]], dtype=np.float32), (100, 1))
        labels = np.repeat([0, 1], [90, 10]).astype(np.uint8)
        write_predictions(directory / "predictions.npz", Predictions(given, labels))
        write_provenance_of(directory, run.seed)
        narrow.append(replace(run, key=f"narrow-{run.seed}", directory=str(directory)))
    sure = replace(one, name="b", runs=tuple(narrow))
    right = replace(
        one,
        name="c",
        runs=tuple(
            replace(run, metrics={**run.metrics, "answer_probability": 0.9}) for run in one.runs
        ),
    )
    plan = experiment_plan_of(*({"name": name, "label": name.upper()} for name in "abc"))
    with drawing_style():
        of_one = illustrate(plan, replace(summary, configurations=(one, right)))
        of_two = illustrate(plan, replace(summary, configurations=(one, sure, right)))
    assert of_one.caption.endswith("1 of 2 networks is too sure: the one drawn.")
    assert of_two.caption.endswith(
        "2 of 3 networks are too sure; drawn: the one with 10 answers or more in at least 3 bins."
    )
