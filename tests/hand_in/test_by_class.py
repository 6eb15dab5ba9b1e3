"""Answers class by class are handed in with the tables, and are those of the runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.receipt import Order, Receipt, write_receipt
from labbook.errors import LabbookError
from labbook.hand_in.contents import collect_contents
from labbook.hand_in.freshness import find_stale_parts
from labbook.hand_in.plans import read_hand_in_plan

EXPERIMENT = "hidden_layer"
RESULTS = Path("results/lab3_keras")
CLASSES = RESULTS / EXPERIMENT / "classes.json"
DRAWN = RESULTS / EXPERIMENT / "class_figures/figures.json"
STAGES = Path("results/stages/lab3_keras") / EXPERIMENT
RECEIPT = STAGES / "evaluate_classes.receipt.json"


@pytest.fixture
def lab(make_lab: Callable):
    """A built lab, one of whose experiments is evaluated class by class."""
    built = make_lab()
    plan = read_json(built.plan)
    for experiment in plan["experiments"]:
        experiment["by_class"] = experiment["name"] == EXPERIMENT
    write_json(built.plan, plan)
    write_json(CLASSES, {"classes": ["0", "1"]})
    predictions = built.run(EXPERIMENT) / "predictions.npz"
    order = Order("", [], [], [str(CLASSES)], {}, {}, {})
    made_from = {str(predictions): sha256_file(predictions)}
    write_receipt(RECEIPT, Receipt(order, made_from, {str(CLASSES): sha256_file(CLASSES)}))
    write_json(DRAWN, [])
    drawing = Order("", [], [], [str(DRAWN)], {}, {}, {})
    drawn = Receipt(drawing, {}, {str(DRAWN): sha256_file(DRAWN)})
    write_receipt(STAGES / "draw_classes.receipt.json", drawn)
    return built


def test_the_answers_by_class_are_among_the_tables(lab, repository: Path) -> None:
    plan = read_hand_in_plan(lab.plan)
    assert plan.by_class == [EXPERIMENT]
    members = collect_contents(plan, repository, Path("../repository/config.yaml"), RESULTS, [])
    found = {name for name in members if name.endswith("classes.json")}
    assert found == {f"tables/{EXPERIMENT}/classes.json"}
    assert members[f"tables/{EXPERIMENT}/classes.json"].content == CLASSES.read_bytes()
    assert find_stale_parts(plan, RESULTS) == []


def test_answers_by_class_of_other_predictions_are_stale(lab) -> None:
    predictions = lab.run(EXPERIMENT) / "predictions.npz"
    predictions.write_bytes(b"others")
    phrase = f"{CLASSES} was made from another {predictions}"
    assert phrase in find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)


def test_edited_answers_by_class_are_stale(lab) -> None:
    CLASSES.write_text("{}")
    assert find_stale_parts(read_hand_in_plan(lab.plan), RESULTS) == [
        f"{CLASSES} is not as it was made"
    ]


def test_lost_answers_by_class_are_named(lab, repository: Path) -> None:
    CLASSES.unlink()
    with pytest.raises(LabbookError, match=r"classes\.json is missing"):
        find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)
    RECEIPT.unlink()
    (phrase,) = find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)
    assert f"{RECEIPT} is missing" in phrase


def test_edited_figures_by_class_are_stale(lab) -> None:
    DRAWN.write_text("{}")
    assert find_stale_parts(read_hand_in_plan(lab.plan), RESULTS) == [
        f"{DRAWN} is not as it was made"
    ]
