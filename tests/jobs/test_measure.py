"""A metric of one's own is worked out from stored answers, or told wrong with its line."""

import csv
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from labbook.artifacts.metrics_table import COLUMNS, write_metrics_table
from labbook.artifacts.own_metrics import read_own_metrics
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.errors import LabbookError
from labbook.jobs.measure import make
from labbook.own_code import read_own_code

HALF_RIGHT = Predictions(np.eye(2, dtype=np.float32)[[0, 0, 1, 1]], np.array([0, 1, 1, 1], "u1"))
RIGHT = """
def score(probabilities, labels):
    probabilities[:] = 0
    return (labels == 1).mean()
"""


@pytest.fixture
def measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """What the metrics with these texts say of an experiment's runs, by key."""
    monkeypatch.chdir(tmp_path)
    runs = [SimpleNamespace(key=key, directory=key, diverged=key == "c") for key in "abc"]
    summary = SimpleNamespace(configurations=[SimpleNamespace(runs=runs)])
    monkeypatch.setattr("labbook.jobs.measure.read_summary", lambda _: summary)
    for run in runs[:2]:
        Path(run.directory).mkdir()
        write_predictions(Path(run.directory) / "predictions.npz", HALF_RIGHT)

    def measured(edit: str | None = None, **texts: str) -> dict[str, Any]:
        metrics = {}
        for name, text in texts.items():
            Path(f"{name}.py").write_text(text)
            code = read_own_code(f"{name}.py").hashes
            asked = {"file": f"{name}.py", "function": "score", "code": code, "title": name}
            metrics[name] = asked
            if edit:
                Path(f"{name}.py").write_text(edit)
        make(summary=tmp_path / "summary.json", metrics=metrics, measured=tmp_path / "own.json")
        return read_own_metrics(tmp_path / "own.json").runs

    return measured


def test_each_run_has_each_metric_and_none_changes_the_answers(measure: Any) -> None:
    found = measure(
        one=RIGHT, sum="def score(probabilities, labels):\n    return probabilities.sum()\n"
    )
    assert found == {key: {"one": 0.75, "sum": 4.0} for key in "ab"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "def score(probabilities, labels):\n    return foo\n",
            "one.py, line 2: NameError: name 'foo' is not defined.",
        ),
        (
            "def score(probabilities, labels):\n    return float('nan')\n",
            "one.py: score gives nan; it must be a finite number.",
        ),
        (
            "def score(probabilities, labels):\n    return 'much'\n",
            "one.py: score gives 'much'; it must be a finite number.",
        ),
        (
            "def score(answers):\n    return 1\n",
            "one.py: TypeError: score() got an unexpected keyword argument 'probabilities'.",
        ),
    ],
)
def test_what_is_no_number_is_told_with_its_line(measure: Any, text: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as stopped:
        measure(one=text)
    assert str(stopped.value) == sentence


def test_an_edit_since_the_build_began_is_noticed(measure: Any) -> None:
    with pytest.raises(LabbookError, match=r"one\.py has changed since the build began"):
        measure(one=RIGHT, edit=RIGHT + "\nX = 1\n")


def test_the_table_of_all_runs_has_further_columns(tmp_path: Path) -> None:
    row = dict.fromkeys(COLUMNS)
    write_metrics_table(tmp_path / "metrics.csv", [{**row, "mine": 0.5}], ["mine"])
    header, line = csv.reader((tmp_path / "metrics.csv").read_text().splitlines())
    assert dict(zip(header, line, strict=True))["mine"] == "0.5"
