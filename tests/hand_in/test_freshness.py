"""A report of other runs, or older than its runs, is found."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.freshness import find_stale_parts
from labbook.hand_in.plans import read_hand_in_plan


def _stale_parts(lab: Any) -> list[str]:
    return find_stale_parts(read_hand_in_plan(lab.plan), lab.results)


def test_a_finished_build_is_fresh(make_lab: Callable) -> None:
    assert _stale_parts(make_lab()) == []


def _plan_another_seed(lab: Any) -> None:
    path = lab.plan.with_suffix("") / "hidden_layer.json"
    plan = read_json(path)
    run = plan["configurations"][0]["runs"][0]
    plan["configurations"][0]["runs"].append({**run, "name": "units-8_seed-1", "key": "3" * 12})
    write_json(path, plan)


def test_a_planned_run_that_the_report_lacks_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    _plan_another_seed(lab)
    assert _stale_parts(lab) == [
        f"{lab.results}/report.html lacks run units-8_seed-1 (333333333333)",
        f"{lab.results}/hidden_layer/summary.json is of other runs than the plan's",
        f"{lab.results}/metrics.csv is of other runs than the plan's",
    ]


def test_a_run_that_is_no_longer_planned_is_noticed(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.plan.with_suffix("") / "single_neuron.json"
    plan = read_json(path)
    del plan["configurations"][0]["runs"][1]
    write_json(path, plan)
    assert _stale_parts(lab) == [
        f"{lab.results}/single_neuron/summary.json is of other runs than the plan's",
        f"{lab.results}/metrics.csv is of other runs than the plan's",
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("last_name", "Roe"), ("first_name", "Jane"), ("date", "May 2021")]
)
def test_a_title_page_of_somebody_else_is_noticed(
    field: str, value: str, make_lab: Callable
) -> None:
    lab = make_lab()
    plan = read_json(lab.plan)
    plan["identity"][field] = value
    write_json(lab.plan, plan)
    assert _stale_parts(lab) == [
        f"{lab.results}/report.html does not have the {field} {value} of the config"
    ]


def test_a_title_page_may_write_names_its_own_way(make_lab: Callable) -> None:
    lab = make_lab(identity={"first_name": "Zoé", "last_name": "O'Neil  Ray", "group": "a & b"})
    page = lab.results / "report.html"
    names = "<b>Zoe\u0301</b> O&#39;NEIL\n RAY (a &amp; b)"
    text = page.read_text().replace("<p>O'Neil  Ray</p>", "").replace("<p>Zoé</p>", "")
    page.write_text(text + names)
    assert [phrase for phrase in _stale_parts(lab) if "of the config" in phrase] == []


def test_a_report_made_from_another_page_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    page = lab.results / "report.html"
    page.write_text(page.read_text() + " ")
    assert _stale_parts(lab) == [
        f"{page} is not as it was made",
        f"{lab.results}/report.pdf was made from another {page}",
    ]


def test_a_summary_made_from_another_run_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    file = lab.run("hidden_layer") / "provenance.json"
    file.write_text(file.read_text() + "\n")
    assert _stale_parts(lab) == [
        f"{lab.results}/hidden_layer/summary.json was made from another {file}"
    ]


def test_times_say_nothing(make_lab: Callable) -> None:
    """As a copy, a backup or `git checkout` leaves them."""
    lab = make_lab()
    for file in lab.root.rglob("*.*"):
        later = file.stat().st_mtime + 10
        os.utime(file, (later, later))
    os.utime(lab.results / "report.pdf", (0, 0))
    assert _stale_parts(lab) == []


def test_a_lost_receipt_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    path = lab.root / "results/stages/lab3_keras/typeset.receipt.json"
    path.unlink()
    (phrase,) = _stale_parts(lab)
    assert phrase.startswith(f"{path} is missing or broken")


@pytest.mark.parametrize("name", ["report.pdf", "report.html", "hidden_layer/summary.csv"])
def test_a_missing_part_is_named(name: str, make_lab: Callable) -> None:
    lab = make_lab()
    (lab.results / name).unlink()
    with pytest.raises(LabbookError, match=rf"{name} (is missing|cannot be read); build it"):
        _stale_parts(lab)
