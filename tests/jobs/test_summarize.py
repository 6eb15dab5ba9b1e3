import csv
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import made_up_plans
from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.evaluation import Evaluation, read_evaluation, write_evaluation
from labbook.artifacts.history import History, read_history, write_history
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.provenance import Provenance, checksums, write_provenance
from labbook.artifacts.right_answers import read_right_answers
from labbook.artifacts.summary import METRIC_NAMES, read_summary, write_summary
from labbook.errors import LabbookError
from labbook.jobs.summarize import make

N_TEST = 40
CHECKSUM = "d" * 64
SETTINGS = made_up_plans.SETTINGS | {"task": {"kind": "one_against_rest", "positive": 0}}


def seal(directory, key, seed, dataset=CHECKSUM):
    files = checksums(directory, ["history.csv", "predictions.npz", "evaluation.json"])
    data = {"name": "mnist-5k", "sha256": dataset}
    write_provenance(directory, Provenance(key, seed, data, {"keras": "3"}, None, files, {}))


def write_run(directory, key, seed, n_wrong=2, losses=(0.5, 0.4, 0.3), diverged=False):
    labels = np.array([1] * 4 + [0] * (N_TEST - 4), dtype=np.uint8)
    answers = labels.astype(np.float32)
    answers[:n_wrong] = 1 - answers[:n_wrong]
    n = len(losses)
    columns = {
        "train_loss": list(losses),
        "train_accuracy": [0.9] * n,
        "val_loss": [loss + 0.1 for loss in losses],
        "val_accuracy": [0.8] * n,
    }
    write_history(directory / "history.csv", History(list(range(1, n + 1)), columns))
    write_predictions(directory / "predictions.npz", Predictions(answers[:, None], labels))
    # float32, as a framework would compute it
    accuracy = float(np.float32(1 - n_wrong / N_TEST))
    evaluation = Evaluation(
        math.nan if diverged else 0.25, accuracy, 80, 20, N_TEST, 1, 80, 785, diverged
    )
    write_evaluation(directory / "evaluation.json", evaluation)
    write_json(directory / "timing.json", {"training_cpu_seconds": 1.5 + seed})
    seal(directory, key, seed)


@pytest.fixture
def experiment(tmp_path):
    """A plan of two configurations with two seeds each, and their runs."""
    configurations = []
    for size in (100, 10):
        runs = []
        for seed in (0, 1):
            key = f"{size:011d}{seed}"
            directory = tmp_path / "runs/lab3_keras/single_neuron"
            directory /= f"batch_size-{size}_seed-{seed}.{key}"
            write_run(directory, key, seed, n_wrong=2 + seed)
            name = f"batch_size-{size}_seed-{seed}"
            runs.append({"name": name, "seed": seed, "key": key, "directory": str(directory)})
        configurations.append(
            {
                "name": f"batch_size-{size}",
                "label": f"batch size {size}",
                "varied": {"batch_size": size},
                "settings": SETTINGS | {"batch_size": size},
                "runs": runs,
            }
        )
    plan = {
        "lab": "lab3_keras",
        "experiment": "single_neuron",
        "dataset": {"name": "mnist-5k", "sha256": CHECKSUM},
        "axes": [{"name": "batch_size", "values": [100, 10]}],
        "configurations": configurations,
    }
    write_json(tmp_path / "plan.json", plan)
    return tmp_path


def directory_of(experiment, place):
    runs = [
        run for one in read_json(experiment / "plan.json")["configurations"] for run in one["runs"]
    ]
    return experiment / runs[place]["directory"], runs[place]


def summarize(experiment, **more):
    make(
        plan=experiment / "plan.json",
        summary=experiment / "summary.json",
        table=experiment / "summary.csv",
        right_answers=experiment / "right_answers.npz",
        **more,
    )
    return read_json(experiment / "summary.json")


def test_a_summary_holds_means_over_seeds_and_every_run(experiment):
    summary = summarize(experiment)
    assert summary["majority"] == {
        "accuracy": 0.9,
        "label": "not 0",
        "n_test": N_TEST,
        "frequencies_loss": pytest.approx(0.3250829734),
    }
    first = summary["configurations"][0]
    assert (first["n_runs"], first["n_diverged"], first["parameters"]) == (2, 0, 785)
    accuracy = first["metrics"]["test_accuracy"]
    assert accuracy["values"] == pytest.approx([0.95, 0.925])
    assert accuracy["mean"] == pytest.approx(0.9375)
    assert accuracy["std"] == pytest.approx(0.025 / math.sqrt(2))
    assert first["metrics"]["train_loss"]["mean"] == 0.3
    run = first["runs"][0]
    assert run["val_loss"] == 0.4
    assert run["training_cpu_seconds"] == 1.5
    low, high = run["test_accuracy_interval"]
    assert low < 0.95 < high
    assert set(METRIC_NAMES) <= run.keys()


def test_the_table_has_a_row_a_configuration(experiment):
    summarize(experiment)
    header, *rows = (experiment / "summary.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["batch_size-100", "batch_size-10"]
    cells = dict(zip(header.split(","), rows[0].split(","), strict=True))
    assert float(cells["test_accuracy_mean"]) == pytest.approx(0.9375)
    assert cells["training_cpu_seconds_n"] == "2"


def test_same_runs_same_bytes_and_reading_loses_nothing(experiment):
    summarize(experiment)
    first = (experiment / "summary.json").read_bytes(), (experiment / "summary.csv").read_bytes()
    summarize(experiment)
    second = (experiment / "summary.json").read_bytes(), (experiment / "summary.csv").read_bytes()
    assert first == second
    write_summary(experiment / "again.json", read_summary(experiment / "summary.json"))
    assert (experiment / "again.json").read_bytes() == first[0]


def test_the_metrics_at_the_epochs_that_the_plan_asks_for(experiment):
    plan = read_json(experiment / "plan.json")
    plan["configurations"][0]["at_epochs"] = [2, 3]
    write_json(experiment / "plan.json", plan)
    # The first run diverged after the second epoch, the other at it.
    for place, losses in enumerate([(0.5, 0.4, math.nan), (0.5, math.nan)]):
        directory, run = directory_of(experiment, place)
        write_run(directory, run["key"], run["seed"], losses=losses, diverged=True)
    summary = summarize(experiment)
    first, second = summary["configurations"]
    assert second["at_epochs"] == {}
    assert [list(run["at_epochs"]) for run in first["runs"]] == [["2"], []]
    assert first["runs"][0]["at_epochs"]["2"]["train_loss"] == 0.4
    # This history says nothing of the test images.
    assert first["runs"][0]["at_epochs"]["2"]["test_loss"] is None
    loss = first["at_epochs"]["2"]["train_loss"]
    assert loss == {"mean": 0.4, "std": None, "n": 1, "values": [0.4, None]}
    assert first["at_epochs"]["3"]["train_loss"]["n"] == 0
    assert first["metrics"]["train_loss"]["n"] == 0
    written = (experiment / "summary.json").read_bytes()
    write_summary(experiment / "again.json", read_summary(experiment / "summary.json"))
    assert (experiment / "again.json").read_bytes() == written
    header, *rows = (experiment / "summary.csv").read_text().splitlines()
    cells = [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]
    assert [row["train_loss_at_epoch_2_mean"] for row in cells] == ["0.4", ""]
    assert [row["train_loss_at_epoch_2_n"] for row in cells] == ["1", "0"]


def test_the_test_set_at_an_epoch_where_the_history_has_it(experiment):
    plan = read_json(experiment / "plan.json")
    plan["configurations"][0]["at_epochs"] = [2]
    write_json(experiment / "plan.json", plan)
    for place in (0, 1):
        directory, run = directory_of(experiment, place)
        history = read_history(directory / "history.csv")
        watched = {
            **{name: history.columns[name] for name in ("train_loss", "train_accuracy")},
            "test_loss": [0.7, 0.6 + place / 10, 0.5],
            "test_accuracy": [0.7, 0.8, 0.9],
        }
        write_history(directory / "history.csv", History(history.epochs, watched))
        change(directory, "evaluation.json", n_train=100, n_validation=0, test_loss=0.5)
        seal(directory, run["key"], run["seed"])
    found = summarize(experiment)["configurations"][0]["at_epochs"]["2"]
    assert found["test_loss"]["values"] == [0.6, 0.7]
    assert found["test_accuracy"]["mean"] == 0.8


def test_the_metrics_at_the_epochs_of_equally_many_updates(experiment):
    """Three epochs of one update each, beside one epoch of three."""
    for place in (2, 3):
        directory, run = directory_of(experiment, place)
        evaluation = read_evaluation(directory / "evaluation.json")
        write_evaluation(directory / "evaluation.json", replace(evaluation, steps_per_epoch=3))
        seal(directory, run["key"], run["seed"])
    large, small = summarize(experiment)["configurations"]
    assert (list(large["at_epochs"]), list(small["at_epochs"])) == (["3"], ["1"])
    assert large["at_epochs"]["3"]["val_loss"]["mean"] == pytest.approx(0.4)
    assert small["at_epochs"]["1"]["val_loss"]["mean"] == pytest.approx(0.6)
    assert small["at_epochs"]["1"]["val_accuracy"]["mean"] == 0.8


def test_a_diverged_run_is_counted_and_in_no_mean(experiment):
    directory, run = directory_of(experiment, 1)
    write_run(directory, run["key"], 1, losses=(0.5, math.nan), diverged=True)
    one = summarize(experiment)["configurations"][0]
    assert one["n_diverged"] == 1
    assert one["metrics"]["test_accuracy"]["values"] == [pytest.approx(0.95), None]
    assert one["metrics"]["test_accuracy"]["std"] is None
    assert one["runs"][1]["diverged"] is True
    assert one["runs"][1]["train_loss"] is None


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_diverged_whatever_the_run_says(experiment, loss):
    directory, run = directory_of(experiment, 0)
    write_run(directory, run["key"], 0, losses=(0.5, loss), diverged=False)
    assert summarize(experiment)["configurations"][0]["n_diverged"] == 1


def test_all_runs_of_a_configuration_may_diverge(experiment):
    for place in (0, 1):
        directory, run = directory_of(experiment, place)
        write_run(directory, run["key"], run["seed"], losses=(math.nan,), diverged=True)
    one = summarize(experiment)["configurations"][0]
    assert one["metrics"]["test_accuracy"] == {
        "mean": None,
        "std": None,
        "n": 0,
        "values": [None, None],
    }


def test_one_epoch_is_enough(experiment):
    directory, run = directory_of(experiment, 0)
    write_run(directory, run["key"], 0, losses=(0.5,))
    assert summarize(experiment)["configurations"][0]["runs"][0]["lowest_held_out_loss_epoch"] == 1


def change(directory, name, **fields):
    write_json(directory / name, read_json(directory / name) | fields)


def test_an_accuracy_that_its_predictions_do_not_give_is_refused(experiment):
    directory, run = directory_of(experiment, 2)
    change(directory, "evaluation.json", test_accuracy=0.999)
    seal(directory, run["key"], run["seed"])
    with pytest.raises(LabbookError, match=r"batch_size-10_seed-0.*0\.999.*0\.95"):
        summarize(experiment)


def test_an_altered_file_is_refused(experiment):
    directory, _ = directory_of(experiment, 2)
    change(directory, "evaluation.json", test_loss=0.0001)
    with pytest.raises(LabbookError, match=r"batch_size-10_seed-0: evaluation.json"):
        summarize(experiment)


def test_a_run_on_other_data_is_refused(experiment):
    directory, run = directory_of(experiment, 3)
    seal(directory, run["key"], run["seed"], dataset="e" * 64)
    with pytest.raises(LabbookError, match="batch_size-10_seed-1: dataset is eee"):
        summarize(experiment)


@pytest.mark.parametrize(("field", "value"), [("key", "other"), ("seed", 7)])
def test_a_run_of_another_plan_is_refused(experiment, field, value):
    directory, _ = directory_of(experiment, 0)
    change(directory, "provenance.json", **{field: value})
    with pytest.raises(LabbookError, match=f"batch_size-100_seed-0: {field} is {value}"):
        summarize(experiment)


@pytest.mark.parametrize("name", ["history.csv", "predictions.npz", "timing.json"])
def test_a_lost_file_is_named(experiment, name):
    directory, _ = directory_of(experiment, 0)
    (directory / name).unlink()
    with pytest.raises(LabbookError, match=name):
        summarize(experiment)


def test_a_provenance_that_is_not_whole_is_named(experiment):
    directory, _ = directory_of(experiment, 0)
    provenance = read_json(directory / "provenance.json")
    del provenance["dataset"]["sha256"]
    write_json(directory / "provenance.json", provenance)
    with pytest.raises(LabbookError, match=r"batch_size-100_seed-0.*provenance.json"):
        summarize(experiment)
    (directory / "provenance.json").write_text("{}")
    with pytest.raises(LabbookError, match=r"batch_size-100_seed-0.*provenance.json"):
        summarize(experiment)


def test_seeds_that_were_trained_on_other_numbers_of_images_are_refused(experiment):
    directory, run = directory_of(experiment, 1)
    change(directory, "evaluation.json", n_train=79)
    seal(directory, run["key"], run["seed"])
    with pytest.raises(LabbookError, match="batch_size-100_seed-1: n_train is 79"):
        summarize(experiment)


def test_configurations_of_different_tasks_have_no_common_majority(experiment):
    plan = json.loads((experiment / "plan.json").read_text())
    plan["configurations"][1]["settings"]["task"] = {"kind": "one_against_rest", "positive": 8}
    write_json(experiment / "plan.json", plan)
    summary = summarize(experiment)
    assert summary["majority"] is None
    labels = [one["majority"]["label"] for one in summary["configurations"]]
    assert labels == ["not 0", "not 8"]
    assert read_summary(experiment / "summary.json").majority is None


def test_an_evaluation_that_is_not_whole_is_named(tmp_path):
    write_json(tmp_path / "evaluation.json", {"test_loss": 0.1})
    with pytest.raises(LabbookError, match=r"evaluation.json is not a whole evaluation"):
        read_evaluation(tmp_path / "evaluation.json")


def lose(experiment, place, failure="MemoryError: no room"):
    """Take a run away; with `failure`, leave the record of an attempt that failed."""
    directory, run = directory_of(experiment, place)
    shutil.rmtree(directory)
    path = attempt_file(experiment / "attempts", Path(run["directory"]))
    write_attempt(path, Attempt(run["name"], run["key"], failure, "logs/run.log"))
    return path


def summarize_with_gaps(experiment):
    return summarize(experiment, attempts=experiment / "attempts")


def test_a_failed_run_is_a_gap_and_in_no_count_and_no_mean(experiment):
    lose(experiment, 1)
    summary = summarize_with_gaps(experiment)
    first = summary["configurations"][0]
    assert (first["n_runs"], first["n_diverged"]) == (1, 0)
    assert first["metrics"]["test_accuracy"]["values"] == [pytest.approx(0.95)]
    (gap,) = summary["gaps"]
    assert (gap["name"], gap["label"], gap["place"]) == ("batch_size-100", "batch size 100", 0)
    assert gap["seeds"] == [0, 1]
    (run,) = gap["runs"]
    assert (run["name"], run["seed"]) == ("batch_size-100_seed-1", 1)
    assert run["failure"] == "MemoryError: no room"
    assert len(summary["configurations"]) == 2


def test_a_configuration_whose_runs_all_failed_is_in_the_gaps_alone(experiment):
    lose(experiment, 0)
    lose(experiment, 1)
    summary = summarize_with_gaps(experiment)
    assert [one["name"] for one in summary["configurations"]] == ["batch_size-10"]
    assert summary["majority"]["label"] == "not 0"
    read = read_summary(experiment / "summary.json")
    assert [one.known.name for one in read.planned] == ["batch_size-100", "batch_size-10"]
    assert read.gaps[0].is_whole
    with (experiment / "summary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    counts = [(row["name"], row["n_runs"], row["n_failed"]) for row in rows]
    assert counts == [("batch_size-100", "0", "2"), ("batch_size-10", "2", "0")]
    assert (rows[0]["test_accuracy_mean"], rows[0]["test_accuracy_n"]) == ("", "0")


def test_an_experiment_may_have_no_run_left(experiment):
    for place in range(4):
        lose(experiment, place)
    summary = summarize_with_gaps(experiment)
    assert summary["configurations"] == []
    assert summary["majority"] is None
    write_summary(experiment / "again.json", read_summary(experiment / "summary.json"))
    assert (experiment / "again.json").read_bytes() == (experiment / "summary.json").read_bytes()
    assert [run.seed for run in read_summary(experiment / "again.json").planned[1].runs] == [0, 1]


def test_runs_stand_in_the_order_of_the_plan_failed_or_not(experiment):
    lose(experiment, 2)
    summarize_with_gaps(experiment)
    planned = read_summary(experiment / "summary.json").planned[1]
    assert [run.name for run in planned.runs] == ["batch_size-10_seed-0", "batch_size-10_seed-1"]


@pytest.mark.parametrize("failure", [None, "not read"])
def test_a_lost_run_is_an_error_unless_it_is_known_to_have_failed(experiment, failure):
    path = lose(experiment, 1, failure)
    with pytest.raises(LabbookError, match=r"provenance\.json is missing"):
        summarize(experiment)
    if failure:
        path.unlink()
    with pytest.raises(LabbookError, match=r"provenance\.json is missing"):
        summarize_with_gaps(experiment)


def test_a_run_that_is_there_is_no_gap_whatever_became_of_an_attempt(experiment):
    _, run = directory_of(experiment, 1)
    path = attempt_file(experiment / "attempts", Path(run["directory"]))
    write_attempt(path, Attempt(run["name"], run["key"], "too slow", "logs/run.log"))
    assert summarize_with_gaps(experiment)["gaps"] == []


def test_a_record_of_another_run_is_refused(experiment):
    path = lose(experiment, 1)
    write_attempt(path, Attempt("other", "0" * 12, "too slow", "logs/run.log"))
    with pytest.raises(LabbookError, match=r"is of run other \(000000000000\) instead of batch_s"):
        summarize_with_gaps(experiment)


def right_answers(experiment):
    summarize(experiment)
    return read_right_answers(experiment / "right_answers.npz")


def test_right_answers_are_those_of_the_predictions(experiment):
    answers = right_answers(experiment)
    runs = [directory_of(experiment, place)[1] for place in range(4)]
    assert set(answers) == {run["key"] for run in runs}
    for run in runs:
        # The first `n_wrong` images, as `write_run` has it.
        n_wrong = 2 + run["seed"]
        assert answers[run["key"]].tolist() == [False] * n_wrong + [True] * (N_TEST - n_wrong)


def test_a_run_without_finite_answers_has_none_that_are_right(experiment):
    directory, run = directory_of(experiment, 1)
    write_run(directory, run["key"], 1, losses=(0.5, math.nan), diverged=True)
    labels = np.array([1] * 4 + [0] * (N_TEST - 4), dtype=np.uint8)
    nothing = np.full((N_TEST, 1), np.nan, dtype=np.float32)
    write_predictions(directory / "predictions.npz", Predictions(nothing, labels))
    seal(directory, run["key"], 1)
    answers = right_answers(experiment)
    assert run["key"] not in answers
    assert len(answers) == 3


def test_same_predictions_same_right_answers(experiment):
    right_answers(experiment)
    first = (experiment / "right_answers.npz").read_bytes()
    right_answers(experiment)
    assert (experiment / "right_answers.npz").read_bytes() == first
