"""The context holds what the artifacts say, and refuses artifacts that do not belong together."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError
from labbook.report.context import Report
from report.conftest import collect_here

LAB = "lab3_keras"
Make = Callable[..., Report]


def collect_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(root)
    return collect_here()


def test_a_whole_lab(whole_report: Report) -> None:
    counts = {one.name: len(one.configurations) for one in whole_report.experiments}
    assert counts == {
        "single_neuron": 4,
        "hidden_layer": 9,
        "output_relu": 1,
        "optimizers": 5,
        "best_network": 1,
    }
    assert whole_report.n_planned == 60
    assert whole_report.identity.author == "Ada LOVELACE"
    assert whole_report.positive_class == 0
    assert whole_report.versions["keras"] == "3.15.1"


def test_best_is_the_highest_mean_test_accuracy(whole_report: Report) -> None:
    for experiment in whole_report.experiments:
        means = [one.metrics["test_accuracy"].mean for one in experiment.configurations]
        assert experiment.best is not None
        assert experiment.best.metrics["test_accuracy"].mean == max(means)
        marked = [row.label for row in experiment.results if row.best]
        assert marked == ([experiment.best.label] if len(means) > 1 else [])


def test_published_numbers_meet_their_configuration(whole_report: Report) -> None:
    experiment = whole_report.experiment("hidden_layer")
    assert experiment is not None
    pairs = [
        (one.of, [row.published for row in one.numbers])
        for one in experiment.topics.published.entries
    ]
    assert pairs == [
        ("sigmoid, 8 units", ["99.64\u202f%"]),
        ("sigmoid, 512 units", ["99.8\u202f%"]),
        ("ReLU, 64 units", ["90\u202f%"]),
    ]
    found = experiment.of_kind("published")
    assert [one.subject for one in found if one.details["fixed_answer"]] == [
        ("activation-relu_units-64",)
    ]


def test_only_what_varied_is_marked_so(whole_report: Report) -> None:
    experiment = whole_report.experiment("single_neuron")
    assert experiment is not None
    varied = {one.name: one.values for one in experiment.settings if one.varied}
    assert varied == {"Batch size": ("10,000", "1,000", "100", "10")}


def test_a_batch_larger_than_the_training_set_says_so(make_report: Make) -> None:
    report = make_report(only=["single_neuron"], is_subset=True, epochs=5)
    rows = {one.name: one.values for one in report.experiments[0].settings}
    assert rows["Batch size"][0] == "10,000 (all 3,200 training images)"


def test_diverged_runs_count_and_have_no_numbers(make_report: Make) -> None:
    report = make_report(
        only=["output_relu"],
        epochs=12,
        diverged=[f"output_relu_seed-{seed}" for seed in range(3)],
    )
    experiment = report.experiments[0]
    assert experiment.best is None
    assert experiment.results[0].cells[0] == "diverged"
    assert experiment.results[0].runs == "0 of 3"


def test_runs_of_other_data_are_refused(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    run = report.experiments[0].runs[1]
    path = tmp_path / run.directory / "provenance.json"
    provenance = read_json(path)
    write_json(path, {**provenance, "dataset": {"name": "mnist", "sha256": "0" * 64}})
    with pytest.raises(LabbookError, match=rf"{run.name} .* it is about MNIST"):
        collect_again(tmp_path, monkeypatch)


def test_a_run_of_another_key_is_refused(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    path = tmp_path / report.experiments[0].runs[0].directory / "provenance.json"
    write_json(path, {**read_json(path), "key": "0" * 12})
    with pytest.raises(LabbookError, match="000000000000"):
        collect_again(tmp_path, monkeypatch)


def test_a_missing_figure_is_named(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_report(only=["best_network"], epochs=5)
    (tmp_path / f"results/{LAB}/best_network/figures/loss.svg").unlink()
    with pytest.raises(LabbookError, match=r"loss\.svg"):
        collect_again(tmp_path, monkeypatch)


def test_versions_that_differ_are_all_told(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    path = tmp_path / report.experiments[0].runs[0].directory / "provenance.json"
    provenance = json.loads(path.read_text(encoding="utf-8"))
    provenance["versions"]["keras"] = "3.99.0"
    write_json(path, {**provenance, "git_commit": None})
    again = collect_again(tmp_path, monkeypatch)
    assert again.versions["keras"] == "3.15.1, 3.99.0"
    assert again.commits[0] == ""
    assert len(again.commits) == 2
