"""Whatever a stage of the lab leaves is that of the runs, and what it hands in is packed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.json_file import write_json
from labbook.errors import LabbookError
from labbook.hand_in.archive import Member, collect_contents
from labbook.hand_in.plans import HandInPlan, read_hand_in_plan
from labbook.hand_in.refusals import find_stale_parts
from labbook.hand_in.source_files import find_source_files

EXPERIMENT = "hidden_layer"
RESULTS = Path("results/lab3_keras")
CLASSES = RESULTS / EXPERIMENT / "classes.json"
DRAWN = RESULTS / EXPERIMENT / "figures/classes.json"
IN_ARCHIVE = f"tables/{EXPERIMENT}/classes.json"
NOTEBOOK = RESULTS / "notebook.ipynb"


@pytest.fixture
def lab(make_lab: Callable):
    """A built lab with a topic of its own in one experiment, and a notebook."""
    built = make_lab()
    write_json(CLASSES, {"classes": ["0", "1"]})
    write_json(DRAWN, [])
    NOTEBOOK.write_text("{}")
    predictions = built.run(EXPERIMENT) / "predictions.npz"
    built.leave(f"{EXPERIMENT}/evaluate_classes", [predictions], [CLASSES], {IN_ARCHIVE: CLASSES})
    built.leave(f"{EXPERIMENT}/draw_classes", [CLASSES], [DRAWN])
    built.leave("write_notebook", [], [NOTEBOOK], {"notebook.ipynb": NOTEBOOK})
    return built


def plan_of(lab) -> HandInPlan:
    return read_hand_in_plan(lab.plan)


def stale(lab) -> list[str]:
    return find_stale_parts(plan_of(lab), RESULTS)


def contents(lab, repository: Path) -> dict[str, Member]:
    return collect_contents(plan_of(lab), find_source_files(repository), lab.plan)


def test_what_a_stage_hands_in_is_packed_as_it_is(lab, repository: Path) -> None:
    members = contents(lab, repository)
    assert members[IN_ARCHIVE].content == CLASSES.read_bytes()
    assert members["notebook.ipynb"].content == b"{}"
    assert {IN_ARCHIVE, "notebook.ipynb"} <= json.loads(members["manifest.json"].content)[
        "files"
    ].keys()
    # The figures are in the report.
    assert not [name for name in members if "figures" in name]


def test_a_lab_without_such_a_stage_hands_in_none(make_lab: Callable, repository: Path) -> None:
    assert contents(make_lab(), repository).keys().isdisjoint({IN_ARCHIVE, "notebook.ipynb"})


def test_as_it_was_made_it_may_be_handed_in(lab) -> None:
    assert stale(lab) == []


def test_what_was_made_from_other_predictions_is_stale(lab) -> None:
    predictions = lab.run(EXPERIMENT) / "predictions.npz"
    predictions.write_bytes(b"others")
    assert f"{CLASSES} was made from another {predictions}" in stale(lab)


@pytest.mark.parametrize("file", [DRAWN, NOTEBOOK])
def test_what_was_changed_by_hand_is_stale(lab, file: Path) -> None:
    file.write_text("[1]")
    assert stale(lab) == [f"{file} is not as it was made"]


def test_a_file_that_others_were_made_from_is_told_of_twice(lab) -> None:
    CLASSES.write_text("{}")
    assert stale(lab) == [
        f"{CLASSES} is not as it was made",
        f"{DRAWN} was made from another {CLASSES}",
    ]


def test_a_file_that_is_lost_is_named(lab, repository: Path) -> None:
    DRAWN.unlink()
    with pytest.raises(LabbookError, match=r"figures/classes\.json is missing"):
        stale(lab)
    NOTEBOOK.unlink()
    with pytest.raises(LabbookError, match=r"notebook\.ipynb cannot be read"):
        contents(lab, repository)


@pytest.mark.parametrize("stage", [f"{EXPERIMENT}/draw_classes", "write_notebook"])
def test_a_receipt_that_is_lost_is_named(lab, stage: str) -> None:
    lab.receipt(stage).unlink()
    (phrase,) = stale(lab)
    assert phrase.startswith(f"{lab.receipt(stage)} is missing or broken")
