"""Reasons not to hand in, in exact sentences."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.attempt import Attempt, attempt_file, write_attempt
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.hand_in.plans import read_hand_in_plan
from labbook.hand_in.refusals import find_reasons, find_stale_parts, refuse_altered_files


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


CONFIG = Path("config.yaml")
RESULTS = Path("results/lab3_keras")


def _reasons(lab: Any) -> dict[str, str]:
    return find_reasons(read_hand_in_plan(lab.plan, lab.attempts), CONFIG, RESULTS)


def test_a_finished_report_has_no_reason(make_lab: Callable) -> None:
    lab = make_lab()
    assert _reasons(lab) == {}
    refuse_altered_files(read_hand_in_plan(lab.plan), RESULTS)


def test_placeholders_are_all_named(make_lab: Callable) -> None:
    identity = {
        "first_name": "Firstname",
        "last_name": "LASTNAME",
        "group": "weekday",
        "course": "Deep Learning",
        "date": "Date",
    }
    assert _reasons(make_lab(identity=identity)) == {
        "placeholders": 'config.yaml still has placeholders (first_name "Firstname", '
        'last_name "LASTNAME", group "weekday" and date "Date"); write your own there, '
        "or put placeholders into hand_in_anyway in config.yaml."
    }


def test_the_embedded_subset_is_named(make_lab: Callable) -> None:
    assert _reasons(make_lab(is_subset=True)) == {
        "subset": "the report is on MNIST, 5,000-digit subset, not on the full data; "
        "get the full data (the README says how) and build again, "
        "or put subset into hand_in_anyway in config.yaml."
    }


def test_data_in_the_place_of_others_are_named(make_lab: Callable) -> None:
    lab = make_lab()
    plan = read_json(lab.plan)
    plan["experiments"][0]["dataset"] |= {"in_place": "SVHN", "is_fallback": True}
    write_json(lab.plan, plan)
    assert _reasons(lab)["subset"] == (
        f"{plan['experiments'][0]['name']} is on MNIST, not on SVHN; get its files "
        "(docs/configuration.md says how) and build again, "
        "or put subset into hand_in_anyway in config.yaml."
    )


def test_gaps_are_named_and_are_neither_altered_nor_stale(make_lab: Callable) -> None:
    lab = make_lab(failed=[("single_neuron", 1), ("hidden_layer", 0)])
    assert _reasons(lab) == {
        "missing": "2 of 3 runs failed and the report has a gap there (batch_size-10_seed-1 and "
        "units-8_seed-0); mend the cause and build again, "
        "or put missing into hand_in_anyway in config.yaml."
    }
    refuse_altered_files(read_hand_in_plan(lab.plan, lab.attempts), RESULTS)


def test_without_a_record_a_lost_run_is_an_error(make_lab: Callable) -> None:
    lab = make_lab(failed=[("hidden_layer", 0)])
    with pytest.raises(LabbookError, match=r"provenance\.json is missing"):
        refuse_altered_files(read_hand_in_plan(lab.plan), RESULTS)


def test_a_report_from_before_a_failed_run_was_trained_is_stale(make_lab: Callable) -> None:
    lab = make_lab(failed=[("single_neuron", 1)])
    whole = make_lab("another")
    run = whole.run("single_neuron", 1)
    shutil.copytree(whole.root / run, lab.root / run)
    os.chdir(lab.root)
    assert list(_reasons(lab)) == ["stale"]
    assert "summary.json is of other runs" in _reasons(lab)["stale"]
    assert "metrics.csv is of other runs" in _reasons(lab)["stale"]
    refuse_altered_files(read_hand_in_plan(lab.plan, lab.attempts), RESULTS)


def test_a_report_from_before_a_run_was_lost_is_stale(make_lab: Callable) -> None:
    lab = make_lab()
    run = lab.run("single_neuron", 1)
    shutil.rmtree(run)
    record = Attempt("batch_size-10_seed-1", "1" * 12, "too slow", "run.log")
    write_attempt(attempt_file(lab.attempts, run), record)
    assert list(_reasons(lab)) == ["missing", "stale"]
    refuse_altered_files(read_hand_in_plan(lab.plan, lab.attempts), RESULTS)


def test_a_forged_table_is_refused_beside_a_gap(make_lab: Callable) -> None:
    lab = make_lab(failed=[("single_neuron", 0)])
    table = RESULTS / "metrics.csv"
    table.write_text(table.read_text().replace(",0.91,", ",0.99,"))
    with pytest.raises(LabbookError, match=r"says test_accuracy 0\.99"):
        refuse_altered_files(read_hand_in_plan(lab.plan, lab.attempts), RESULTS)


def test_a_report_made_from_something_else_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    file = lab.run("hidden_layer") / "provenance.json"
    file.write_text(file.read_text() + "\n")
    assert _reasons(lab) == {
        "stale": f"{RESULTS.absolute()}/hidden_layer/summary.json was made from another {file}; "
        "delete results/lab3_keras and build again with snakemake (no run is trained again), "
        "or put stale into hand_in_anyway in config.yaml."
    }


def test_a_long_list_is_cut(make_lab: Callable) -> None:
    lab = make_lab()
    (RESULTS / "report.html").write_text("<html>Roe</html>")
    sentence = _reasons(lab)["stale"]
    assert sentence.count("lacks run") == 3
    assert " and 6 more of the kind; delete" in sentence


def test_a_forged_history_is_refused(make_lab: Callable) -> None:
    lab = make_lab()
    history = lab.run("hidden_layer") / "history.csv"
    history.write_text(history.read_text().replace("0.75", "0.99"))
    with pytest.raises(LabbookError) as refusal:
        refuse_altered_files(read_hand_in_plan(lab.plan), RESULTS)
    assert str(refusal.value).startswith(f"{history} was changed after training (SHA-256 ")
    assert str(refusal.value).endswith("; delete what was changed and build again.")


def test_a_forged_table_is_refused(make_lab: Callable) -> None:
    lab = make_lab()
    table = RESULTS / "metrics.csv"
    table.write_text(table.read_text().replace(",0.91,", ",0.99,"))
    with pytest.raises(LabbookError) as refusal:
        refuse_altered_files(read_hand_in_plan(lab.plan), RESULTS)
    assert str(refusal.value) == (
        "results/lab3_keras/metrics.csv says test_accuracy 0.99 for run batch_size-10_seed-1, "
        "whose own files give 0.91; delete what was changed and build again."
    )
