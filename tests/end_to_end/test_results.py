"""What a build leaves behind, and that its parts agree."""

import csv
import hashlib
import json
from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(scope="module")
def metrics(built) -> list[dict[str, str]]:
    with (built.results / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def planned_runs(built) -> Iterator[dict]:
    for name in built.config["labs"]["lab3_keras"]["experiments"]:
        path = built.folder / "results" / "plans" / "lab3_keras" / f"{name}.json"
        for configuration in json.loads(path.read_text(encoding="utf-8"))["configurations"]:
            yield from configuration["runs"]


def test_the_promised_files_are_there(built) -> None:
    for name in ("report.pdf", "supplement.pdf", "report.html", "metrics.csv", "findings.json"):
        assert (built.results / name).stat().st_size > 0
    curves = ["overview", "loss", "turning_point", "accuracy"]
    kinds = {"network": ["network"], "curves": curves, "calibration": ["reliability"]}
    watched = {**kinds, "hidden_units": ["hidden_units"]}
    for experiment, settings in built.config["labs"]["lab3_keras"]["experiments"].items():
        drawn = watched if settings.get("hidden_units") else kinds
        figures = built.results / experiment / "figures"
        assert {path.name for path in figures.iterdir()} == {
            *(f"{topic}.json" for topic in drawn),
            *(f"{kind}.{end}" for own in drawn.values() for kind in own for end in ("svg", "csv")),
        }


def test_every_planned_run_has_its_directory_and_nothing_else_was_trained(built, run_files) -> None:
    assert sorted(built.runs()) == sorted(run["directory"] for run in planned_runs(built))
    for path in built.runs().values():
        asked = json.loads((path / "spec.json").read_text(encoding="utf-8"))
        further = {"units.npz"} if asked.get("record_units") else set()
        assert {file.name for file in path.iterdir()} == run_files | further


def test_the_checksums_of_a_run_are_those_of_its_files(built) -> None:
    for path in built.runs().values():
        recorded = json.loads((path / "provenance.json").read_text(encoding="utf-8"))["files"]
        assert len(recorded) == len(list(path.iterdir())) - 3
        for name, checksum in recorded.items():
            assert hashlib.sha256((path / name).read_bytes()).hexdigest() == checksum


def test_the_embedded_digits_are_announced(built) -> None:
    assert "labbook: this build uses mnist-5k" in built.said.stderr


def test_metrics_has_a_row_for_every_run(built, metrics) -> None:
    assert {row["key"] for row in metrics} == {run["key"] for run in planned_runs(built)}
    assert len(metrics) == len(built.runs())


def test_metrics_agree_with_the_runs(built, metrics) -> None:
    for row in metrics:
        (path,) = (path for name, path in built.runs().items() if name.endswith(row["key"]))
        with (path / "history.csv").open(encoding="utf-8", newline="") as file:
            *_, last = csv.DictReader(file)
        assert int(last["epoch"]) == int(row["epochs"]) == 2
        for name in ("train_loss", "train_accuracy", "val_loss", "val_accuracy"):
            assert float(row[name]) == float(last[name])
        assert float(row["test_accuracy"]) == _accuracy(np.load(path / "predictions.npz"))


def _accuracy(predictions) -> float:
    """Worked out from the stored probabilities alone."""
    probabilities, labels = predictions["probabilities"], predictions["labels"]
    one_output = probabilities.shape[1] == 1
    answers = probabilities[:, 0] > 0.5 if one_output else probabilities.argmax(axis=1)
    return float((answers == labels).mean())


def test_findings_rest_on_runs_of_the_plan(built) -> None:
    document = json.loads((built.results / "findings.json").read_text(encoding="utf-8"))
    keys = {run["key"] for run in planned_runs(built)}
    assert document["findings"]
    for finding in document["findings"]:
        assert set(finding["evidence"]["runs"]) <= keys
