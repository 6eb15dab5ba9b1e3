"""An edited file of a run or an edited table is found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.integrity import (
    find_altered_run_files,
    find_altered_tables,
    read_metrics,
    read_summary_keys,
)
from labbook.hand_in.plans import read_hand_in_plan


def test_a_build_left_alone_is_unaltered(make_lab: Callable) -> None:
    assert find_altered_run_files(read_hand_in_plan(make_lab().plan)) == []


@pytest.mark.parametrize(
    "name", ["history.csv", "evaluation.json", "predictions.npz", "spec.json", "weights.npz"]
)
def test_an_edited_file_of_a_run_is_named_with_both_checksums(
    name: str, make_lab: Callable
) -> None:
    lab = make_lab()
    path = lab.run("hidden_layer") / name
    before = sha256_file(path)
    path.write_bytes(path.read_bytes().replace(b"0.9", b"0.99") + b" ")
    after = sha256_file(path)
    assert find_altered_run_files(read_hand_in_plan(lab.plan)) == [
        f"{path} was changed after training (SHA-256 {after[:12]} instead of {before[:12]})"
    ]


def test_a_deleted_file_of_a_run_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.run("single_neuron", 1) / "predictions.npz"
    path.unlink()
    assert find_altered_run_files(read_hand_in_plan(lab.plan)) == [f"{path} is missing"]


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"files": {}}, "has no checksum of evaluation.json"),
        ({"files": None}, "lacks the checksums of its run"),
        ({"key": "f" * 12}, "belongs to run ffffffffffff instead of 0123456789ab"),
        ({"dataset": {"sha256": "0"}}, "names other data than the lab plan"),
    ],
)
def test_a_provenance_that_does_not_vouch_is_named(
    change: dict[str, object], phrase: str, make_lab: Callable
) -> None:
    lab = make_lab()
    path = lab.run("single_neuron") / "provenance.json"
    write_json(path, {**read_json(path), **change})
    assert find_altered_run_files(read_hand_in_plan(lab.plan))[0] == f"{path} {phrase}"


def test_a_missing_provenance_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    (lab.run("single_neuron") / "provenance.json").unlink()
    with pytest.raises(LabbookError, match=r"provenance\.json is missing"):
        find_altered_run_files(read_hand_in_plan(lab.plan))


def test_a_table_without_keys_is_named(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("run,seed\na,0\n")
    with pytest.raises(LabbookError, match=r"metrics\.csv has no column key; delete it"):
        read_metrics(tmp_path / "metrics.csv")


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabbookError, match=r"metrics\.csv cannot be read as a table of metrics"):
        read_metrics(tmp_path / "metrics.csv")


@pytest.mark.parametrize("content", ["{}", "[]", '{"configurations": [{"runs": [{}]}]}'])
def test_a_summary_without_runs_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(content)
    with pytest.raises(LabbookError, match=r"summary\.json is not as this version writes it"):
        read_summary_keys(tmp_path / "summary.json")


def test_tables_left_alone_are_what_the_runs_give(make_lab: Callable) -> None:
    lab = make_lab()
    assert find_altered_tables(read_hand_in_plan(lab.plan), lab.results) == []


@pytest.mark.parametrize(
    ("true", "forged", "column"),
    [(",0.91,", ",0.99,", "test_accuracy"), (",adam,", ",sgd,", "optimizer"), (",1.5,", ",,", "")],
)
def test_a_forged_cell_of_metrics_is_named(
    true: str, forged: str, column: str, make_lab: Callable
) -> None:
    lab = make_lab()
    path = lab.results / "metrics.csv"
    path.write_text(path.read_text().replace(true, forged))
    found, given = forged.strip(",") or "nothing", true.strip(",")
    phrase = find_altered_tables(read_hand_in_plan(lab.plan), lab.results)[0]
    assert phrase.startswith(f"{path} says {column}")
    assert f" {found} for run batch_size-10_seed-" in phrase
    assert phrase.endswith(f", whose own files give {given}")


@pytest.mark.parametrize(
    ("name", "true", "forged"),
    [("summary.csv", "0.9", "0.99"), ("summary.json", '"mean": 0.9', '"mean": 0.99')],
)
def test_a_forged_summary_is_named(name: str, true: str, forged: str, make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.results / "hidden_layer" / name
    assert true in path.read_text()
    path.write_text(path.read_text().replace(true, forged))
    assert find_altered_tables(read_hand_in_plan(lab.plan), lab.results) == [
        f"{path} is not what the files of its runs give"
    ]


def test_tables_of_other_runs_are_not_called_altered(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.plan.with_suffix("") / "single_neuron.json"
    plan = read_json(path)
    del plan["configurations"][0]["runs"][1]
    write_json(path, plan)
    assert find_altered_tables(read_hand_in_plan(lab.plan), lab.results) == []


def test_a_missing_summary_table_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    (lab.results / "hidden_layer/summary.csv").unlink()
    with pytest.raises(LabbookError, match=r"hidden_layer/summary\.csv is missing; build it"):
        find_altered_tables(read_hand_in_plan(lab.plan), lab.results)
