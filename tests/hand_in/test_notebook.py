"""The notebook of a lab that has one is handed in, as it was made."""

from pathlib import Path

import pytest

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.receipt import Order, Receipt, write_receipt
from labbook.errors import LabbookError
from labbook.hand_in.contents import NOTEBOOK, collect_contents
from labbook.hand_in.freshness import find_stale_parts
from labbook.hand_in.plans import read_hand_in_plan

RESULTS = Path("results/lab3_keras")
FILE = RESULTS / "notebook.ipynb"


@pytest.fixture
def lab(make_lab):
    built = make_lab()
    plan = read_json(built.plan)
    write_json(built.plan, plan | {"notebook": {"experiment": "hidden_layer", "template": "mlp"}})
    FILE.write_text("{}")
    digests = {str(FILE): sha256_file(FILE)}
    order = Order("", [], [], [str(FILE)], {}, {}, {})
    receipt = Path("results/stages/lab3_keras/write_notebook.receipt.json")
    write_receipt(receipt, Receipt(order, {}, digests))
    return built


def contents(lab, repository):
    config = Path("config.yaml")
    config.write_text("course: Deep Learning")
    return collect_contents(read_hand_in_plan(lab.plan), repository, config, RESULTS, [])


def test_it_lies_beside_the_report(lab, repository) -> None:
    members = contents(lab, repository)
    assert members[NOTEBOOK].content == b"{}"
    assert NOTEBOOK in read_manifest(members)["files"]


def read_manifest(members):
    import json

    return json.loads(members["manifest.json"].content)


def test_a_lab_without_one_hands_in_none(make_lab, repository) -> None:
    assert NOTEBOOK not in contents(make_lab(), repository)


def test_as_it_was_made_it_may_be_handed_in(lab) -> None:
    assert find_stale_parts(read_hand_in_plan(lab.plan), RESULTS) == []


def test_one_that_was_changed_is_told_of(lab) -> None:
    FILE.write_text('{"cells": []}')
    assert find_stale_parts(read_hand_in_plan(lab.plan), RESULTS) == [
        f"{FILE} is not as it was made"
    ]


def test_one_that_nothing_vouches_for_is_told_of(lab) -> None:
    Path("results/stages/lab3_keras/write_notebook.receipt.json").unlink()
    (phrase,) = find_stale_parts(read_hand_in_plan(lab.plan), RESULTS)
    assert phrase.endswith("so nothing tells what was made from what")


def test_a_missing_one_is_named(lab, repository) -> None:
    FILE.unlink()
    with pytest.raises(LabbookError, match=r"notebook\.ipynb cannot be read"):
        contents(lab, repository)
