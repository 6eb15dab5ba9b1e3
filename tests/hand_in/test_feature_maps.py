"""Statistics of feature maps are handed in with the tables, and are those of the runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.receipt import Order, Receipt, write_receipt
from labbook.hand_in.contents import collect_contents
from labbook.hand_in.freshness import find_stale_parts
from labbook.hand_in.plans import read_hand_in_plan

EXPERIMENT = "hidden_layer"
RESULTS = Path("results/lab3_keras")
STATISTICS = RESULTS / EXPERIMENT / "feature_maps.json"
DRAWN = RESULTS / EXPERIMENT / "feature_figures/figures.json"
STAGES = Path("results/stages/lab3_keras") / EXPERIMENT


@pytest.fixture
def lab(make_lab: Callable):
    """A built lab, of one of whose experiments the feature maps are recorded."""
    built = make_lab()
    plan = read_json(built.plan)
    for experiment in plan["experiments"]:
        if experiment["name"] == EXPERIMENT:
            experiment["feature_maps"] = [3]
    write_json(built.plan, plan)
    write_json(STATISTICS, {"layers": []})
    weights = built.run(EXPERIMENT) / "weights.npz"
    order = Order("", [], [], [str(STATISTICS)], {}, {}, {})
    made_from = {str(weights): sha256_file(weights)}
    receipt = Receipt(order, made_from, {str(STATISTICS): sha256_file(STATISTICS)})
    write_receipt(STAGES / "record_feature_maps.receipt.json", receipt)
    write_json(DRAWN, [])
    drawing = Order("", [], [], [str(DRAWN)], {}, {}, {})
    drawn = Receipt(drawing, {}, {str(DRAWN): sha256_file(DRAWN)})
    write_receipt(STAGES / "draw_feature_maps.receipt.json", drawn)
    return built


def test_they_are_among_the_tables(lab, repository: Path) -> None:
    plan = read_hand_in_plan(lab.plan)
    assert plan.with_feature_maps == [EXPERIMENT]
    members = collect_contents(plan, repository, Path("../repository/config.yaml"), RESULTS, [])
    found = {name for name in members if name.endswith("feature_maps.json")}
    assert found == {f"tables/{EXPERIMENT}/feature_maps.json"}
    assert members[found.pop()].content == STATISTICS.read_bytes()
    assert find_stale_parts(plan, RESULTS) == []


def test_those_of_other_weights_are_stale(lab) -> None:
    weights = lab.run(EXPERIMENT) / "weights.npz"
    weights.write_bytes(b"others")
    phrase = f"{STATISTICS} was made from another {weights}"
    assert phrase in find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)


def test_a_figure_changed_by_hand_is_stale(lab) -> None:
    write_json(DRAWN, [{}])
    assert f"{DRAWN} is not as it was made" in find_stale_parts(
        read_hand_in_plan(lab.plan), RESULTS
    )
