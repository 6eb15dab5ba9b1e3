"""Tables that do not say what the runs say are found and named."""

from collections.abc import Callable

import pytest

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.integrity import find_altered_tables
from labbook.hand_in.plans import read_hand_in_plan


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
