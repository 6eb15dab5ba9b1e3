"""Reasons not to hand in, in exact sentences."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labbook.errors import LabbookError
from labbook.hand_in.plans import read_lab_plan
from labbook.hand_in.refusals import find_reasons, refuse_altered_files

CONFIG = Path("config.yaml")
RESULTS = Path("results/lab3_keras")


def _reasons(lab: Any) -> dict[str, str]:
    return find_reasons(read_lab_plan(lab.plan), CONFIG, RESULTS)


def test_a_finished_report_has_no_reason(make_lab: Callable) -> None:
    lab = make_lab()
    assert _reasons(lab) == {}
    refuse_altered_files(read_lab_plan(lab.plan), RESULTS)


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


def test_an_old_report_is_named(make_lab: Callable) -> None:
    lab = make_lab()
    history = lab.run("hidden_layer") / "history.csv"
    later = history.stat().st_mtime + 10
    os.utime(history, (later, later))
    assert _reasons(lab) == {
        "stale": f"results/lab3_keras/report.pdf is older than {history}; "
        "delete results/lab3_keras and build again with snakemake (no run is trained again), "
        "or put stale into hand_in_anyway in config.yaml."
    }


def test_a_long_list_is_cut(make_lab: Callable) -> None:
    lab = make_lab()
    (RESULTS / "report.html").write_text("<html>Roe</html>")
    sentence = _reasons(lab)["stale"]
    assert sentence.count("lacks run") == 3
    assert " and 5 more of the kind; delete" in sentence


def test_a_forged_history_is_refused(make_lab: Callable) -> None:
    lab = make_lab()
    history = lab.run("hidden_layer") / "history.csv"
    history.write_text(history.read_text().replace("0.75", "0.99"))
    with pytest.raises(LabbookError) as refusal:
        refuse_altered_files(read_lab_plan(lab.plan), RESULTS)
    assert str(refusal.value).startswith(f"{history} was changed after training (SHA-256 ")
    assert str(refusal.value).endswith("; delete what was changed and build again.")


def test_a_forged_table_is_refused(make_lab: Callable) -> None:
    lab = make_lab()
    table = RESULTS / "metrics.csv"
    table.write_text(table.read_text().replace(",0.91,", ",0.99,"))
    with pytest.raises(LabbookError) as refusal:
        refuse_altered_files(read_lab_plan(lab.plan), RESULTS)
    assert str(refusal.value) == (
        "results/lab3_keras/metrics.csv says test_accuracy 0.99 for run batch_size-10_seed-1, "
        "whose own files give 0.91; delete what was changed and build again."
    )
