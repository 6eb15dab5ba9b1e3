"""Reading the plans."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hand_in.conftest import DATASET_SHA256
from labbook.artifacts.json_file import write_json
from labbook.errors import LabbookError
from labbook.hand_in.plans import HandInRun, read_hand_in_plan


def test_runs_come_in_the_order_of_the_plans(make_lab: Callable) -> None:
    plan = read_hand_in_plan(make_lab().plan)
    assert plan.experiments == ["single_neuron", "hidden_layer"]
    assert [run.key for run in plan.runs] == ["0123456789ab", "1" * 12, "2" * 12]
    assert plan.runs[2] == HandInRun(
        "hidden_layer",
        "units-8_seed-0",
        "2" * 12,
        Path("results/runs/lab3_keras/hidden_layer/units-8_seed-0.222222222222"),
        DATASET_SHA256,
    )
    assert plan.identity["assignment"] == "Lab 3"


def test_a_missing_experiment_plan_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.plan.with_suffix("") / "hidden_layer.json"
    path.unlink()
    with pytest.raises(LabbookError, match=r"hidden_layer\.json is missing"):
        read_hand_in_plan(lab.plan)


@pytest.mark.parametrize("name", ["lab3_keras.json", "lab3_keras/single_neuron.json"])
def test_a_plan_without_its_keys_is_named(name: str, make_lab: Callable) -> None:
    lab = make_lab()
    write_json(lab.plan.parent / name, {"lab": "lab3_keras"})
    with pytest.raises(LabbookError, match=rf"{name} is not as this version writes it"):
        read_hand_in_plan(lab.plan)
