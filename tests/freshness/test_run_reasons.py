"""What about a run is new, by what lies in the results folder."""

import pytest

from labbook.freshness.run_reasons import reasons_to_train
from labbook.freshness.run_state import RunState, TrainedRuns
from labbook.planning.plan import RUNS
from labbook.run_key import circumstances

OTHER = "a" * 12
THIRD = "b" * 12


@pytest.fixture
def plan(plan_of):
    return plan_of()


@pytest.fixture
def run(plan):
    return next(iter(plan.runs.values()))


@pytest.fixture
def now(plan, run):
    return circumstances(run.spec, plan.dataset.sha256)


@pytest.fixture
def reasons(plan):
    def of(run, state=None):
        return list(reasons_to_train(run, plan, state, TrainedRuns(RUNS).of_name))

    return of


def test_nothing_of_its_name(leave_run, plan, run, reasons) -> None:
    another = list(plan.runs.values())[-1]
    leave_run(another, OTHER)
    assert reasons(run) == ["never built"]


def test_a_job_that_was_killed_left_nothing(leave_run, run, reasons) -> None:
    folder = leave_run(run, OTHER)
    folder.rename(f"{folder}.123.partial")
    assert reasons(run) == ["never built"]


def test_settings_versions_and_code(leave_run, run, now, reasons) -> None:
    modules = {**now.code, "labbook.training.gone": "1", "labbook.training.objective": "1"}
    del modules["labbook.models.mlp"]
    leave_run(
        run,
        OTHER,
        spec={"epochs": 1, "dataset": "mnist-5k"},
        dataset={"name": "mnist-5k", "sha256": "5"},
        code=modules,
        versions={**now.versions, "tensorflow": "2.1"},
    )
    assert reasons(run) == [
        "dataset mnist-5k -> mnist",
        "epochs 1 -> 100",
        f"tensorflow 2.1 -> {now.versions['tensorflow']}",
        "labbook/training/objective.py changed",
        "labbook/models/mlp.py is new",
        "labbook/training/gone.py is gone",
    ]


def test_many_files_of_code_are_cut_short(leave_run, run, now, reasons) -> None:
    leave_run(run, OTHER, code=dict.fromkeys(now.code, "1"))
    *_, last = found = reasons(run)
    assert len(found) == 3
    assert last.endswith(f" changed and {len(now.code) - 3} more files of code")


def test_the_same_dataset_with_another_content(leave_run, run, reasons) -> None:
    leave_run(run, OTHER, dataset={"name": "mnist", "sha256": "1"})
    assert reasons(run) == ["the content of the dataset mnist changed"]


def test_the_nearest_counts_and_of_those_the_newest(leave_run, run, reasons) -> None:
    leave_run(run, OTHER, spec={"epochs": 1}, written=1)
    leave_run(run, THIRD, spec={"epochs": 2, "batch_size": 3}, written=9)
    assert reasons(run) == ["epochs 1 -> 100"]
    leave_run(run, "c" * 12, spec={"epochs": 4}, written=5)
    assert reasons(run) == ["epochs 4 -> 100"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"dataset": 1}', "\0"])
def test_an_earlier_run_that_cannot_be_read(leave_run, run, reasons, text) -> None:
    folder = leave_run(run, OTHER)
    (folder / "provenance.json").write_text(text)
    assert reasons(run) == ["its earlier run does not say what it was trained with"]
    leave_run(run, THIRD, spec={"epochs": 1})
    assert reasons(run) == ["epochs 1 -> 100"]


def test_another_key_without_a_difference_is_a_reason(leave_run, run, reasons) -> None:
    leave_run(run, OTHER)
    assert reasons(run) == [
        "it has another key, though no setting, version or file of code changed"
    ]


def test_a_directory_that_lost_something(run, reasons) -> None:
    assert reasons(run, RunState(True, missing=("history.csv",))) == ["history.csv is missing"]
    assert reasons(run, RunState(True, missing=("a", "b", "c", "d", "e"))) == [
        "a, b, c and 2 more are missing"
    ]
    assert reasons(run, RunState(True, altered=("history.csv", "spec.json"))) == [
        "history.csv, spec.json were changed after training"
    ]
    assert reasons(run, RunState(True)) == ["whole, but Snakemake was asked to make it again"]


def test_thousands_of_new_runs_cost_one_listing(plan_of, tmp_path, monkeypatch, now) -> None:
    def many(config, experiments):
        experiments["single_neuron"]["seeds"] = list(range(1000))

    plan = plan_of(many)
    runs = plan.runs.values()
    assert len(runs) >= 4_000
    monkeypatch.chdir(tmp_path)
    listed = []
    scandir = __import__("os").scandir
    monkeypatch.setattr("os.scandir", lambda path: listed.append(path) or scandir(path))
    monkeypatch.setattr("os.stat", None)
    of_name = TrainedRuns(RUNS).of_name
    assert {reasons_to_train(run, plan, None, of_name) for run in runs} == {("never built",)}
    assert listed == [RUNS]
