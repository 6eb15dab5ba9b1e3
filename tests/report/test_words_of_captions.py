"""The fixed words about a table, a number or a test say what is computed there."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from labbook.metrics.calibration import bin_answers, calibration_error
from labbook.metrics.classification import predicted_classes
from labbook.metrics.comparison import DIFFERENCE_TEST
from labbook.report.context import Report
from labbook.report.html import render_html
from labbook.topics.published.accuracies import APPROXIMATE
from labbook.topics.published.epochs import APPROXIMATE_EPOCH
from report.made_up_search import TRIALS
from report.made_up_settings import ADAM, binary, multiclass
from report.page_parts import text_of
from report.partial_macros import finding, macros_of
from report.watched_lab import watched_experiments

Make = Callable[..., Report]
IN_TRAINING = "(in training, means over the last epoch)"


def made(make: Make, *networks: dict[str, Any], published: Any = ()) -> Report:
    """One experiment with these networks, all as accurate."""
    entry = {"title": "One", "question": "How?", "published": list(published)}
    entry |= {"published_source": "a paper", "published_note": None}
    variants = [({"units": n}, f"{n} units", one, 0.97) for n, one in enumerate(networks, start=8)]
    return make(experiments={"one": (entry, variants)}, epochs=12)


def page(make: Make, *networks: dict[str, Any], published: Any = ()) -> str:
    return text_of(render_html(made(make, *networks, published=published), None))


def networks(count: int = 1, **changes: Any) -> list[dict[str, Any]]:
    return [multiclass([8 + place], ADAM, 100) | changes for place in range(count)]


def test_an_answer_of_one_half_counts_as_zero(make_report: Make) -> None:
    assert predicted_classes(np.array([[0.5], [0.51]])).tolist() == [0, 1]
    text = page(make_report, binary([], ADAM, 100))
    assert re.search(r"and an answer above .{0,40} counts as one", text)


def test_training_values_are_means_over_an_epoch_but_for_numpy(make_report: Make) -> None:
    assert IN_TRAINING in page(make_report, *networks())
    from_scratch = {
        name: (entry, [(*one[:2], one[2] | {"engine": "numpy"}, one[3]) for one in variants])
        for name, (entry, variants) in watched_experiments().items()
    }
    report = make_report(experiments=from_scratch)
    assert IN_TRAINING not in text_of(render_html(report, None))


def test_all_that_the_seed_sets_is_told(make_report: Make) -> None:
    text = page(make_report, *networks())
    assert "which set the initial weights and the order of the images;" in text
    assert "dropout" not in text
    text = page(make_report, multiclass([8], ADAM, 100, dropout=0.5))
    assert "The seed sets the initial weights, the order of the images, and what dropout" in text
    assert "while the weights were changing, with dropout where there is any;" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epochs": 1}, "without starting up (of a single epoch, with its compilation),"),
        ({"device": "gpu"}, "without starting up and without what a GPU did,"),
        ({}, "without starting up, the mean over the seeds."),
    ],
)
def test_what_a_time_holds(make_report: Make, changes: dict[str, Any], words: str) -> None:
    report = replace(made(make_report, *networks(**changes)), processors={"GPU": {"one": 3}})
    assert words in text_of(render_html(report, None))


@pytest.mark.parametrize(("seeds", "is_mean"), [([0, 1], True), ([0], False)])
def test_values_of_trials_with_several_seeds_are_means(
    make_report: Make, seeds: list[int], is_mean: bool
) -> None:
    report = make_report(only=["best_network"], epochs=12, trials=TRIALS, trial_seeds=seeds)
    text = text_of(render_html(report, "lab3_keras"))
    assert ("Accuracy, loss and CPU time are means over the seeds." in text) == is_mean
    assert ("the trial with the highest mean validation accuracy" in text) == is_mean
    assert ("The highest mean validation accuracy, " in text) == is_mean


def test_a_table_of_published_orders_names_the_test_that_was_made(make_report: Make) -> None:
    """Of accuracies that are published apart and come out level."""
    entries = [
        {"of": {"units": units}, "test_accuracy": accuracy, "images": "test"}
        for units, accuracy in zip(range(8, 12), (0.9, 0.92, 0.94, 0.96), strict=True)
    ]
    text = page(make_report, *networks(4), published=entries)
    (caption,) = re.findall(r"Pairs of configurations whose published order .*? all pairs\)", text)
    assert caption.endswith(
        f"p of the difference ({DIFFERENCE_TEST}, corrected by Holm for all pairs)"
    )


@pytest.mark.parametrize("approximate", [True, False])
def test_what_is_consistent_with_a_published_accuracy(make_report: Make, approximate: bool) -> None:
    entry = {"of": {}, "test_accuracy": 0.97, "images": "test", "approximate": approximate}
    text = page(make_report, *networks(), published=[entry])
    assert ("of an approximate one, a percentage point" in text) == approximate
    assert APPROXIMATE == 0.01
    assert (
        "consistent with ours, or fits it where a setting is not printed, if it lies there" in text
    )
    # In a sentence of each part, and in the table.
    assert len(re.findall("about 97\\s%", text)) == (3 if approximate else 0)


def test_what_is_consistent_with_a_published_epoch(make_report: Make) -> None:
    entry = {"of": {}, "lowest_test_loss_epoch": 5, "images": "test", "approximate": True}
    text = page(make_report, *networks(), published=[entry])
    assert "Our interval of an accuracy or an epoch is where one more run is expected" in text
    assert APPROXIMATE_EPOCH == 1 / 20


def test_the_figures_of_a_statement_are_not_all_intervals(make_report: Make) -> None:
    """Some tests have no single p, and are no interval either."""
    report = make_report(epochs=100)
    found = [one for experiment in report.experiments for one in experiment.findings]
    tested = [one.evidence.test for one in found if one.evidence.test and one.evidence.p is None]
    assert any("t-test" in test for test in tested)
    assert "compares intervals" not in render_html(report, "lab3_keras")


def test_equivalent_is_what_a_test_shows(make_report: Make) -> None:
    """Means within the margin are not called equal for that alone."""
    report = made(make_report, *networks(4))
    (experiment,) = report.experiments
    means = sorted(one.metrics["test_accuracy"].mean or 0.0 for one in experiment.finished)
    near = [one for one in pairwise(means) if one[1] - one[0] < report.equivalence_margin]
    assert near
    assert not experiment.has("best", "equivalent")
    text = text_of(render_html(report, None))
    assert "called equivalent where it shows them to be closer than" in text
    assert "Test accuracies that are shown to be closer than" in text


@pytest.mark.parametrize("paired", [True, False])
def test_how_pairs_are_corrected_is_told_where_there_are_pairs(paired: bool) -> None:
    difference = finding("difference", "better", numbers={"margin": 0.001})
    one = SimpleNamespace(of_kind=lambda kind: [difference])
    kinds = ["difference"] + ["paired_difference"] * paired
    report = SimpleNamespace(with_finding=lambda kind: [one] if kind in kinds else [])
    text = text_of(str(macros_of("results/prose.html.j2").how_compared(report)))
    assert ("are a family of their own" in text) == paired
    assert "of the best, which any of the configurations might have been." in text


class TooSure:
    """A report with a finding of each kind."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __getattr__(self, name: str) -> Any:
        return getattr(self._report, name)

    def with_finding(self, *_: str) -> list[Any]:
        return [self._report.experiments[0]]


def test_a_calibration_error_is_an_average_over_the_answers(make_report: Make) -> None:
    """A bin of two answers counts for as much as two bins of one."""
    answers = np.array([0.95] * 2 + [0.55, 0.75])
    right = np.array([True, True, True, False])
    bins = bin_answers(answers, right)
    gaps = np.abs(answers - right)
    assert calibration_error(bins) == pytest.approx(gaps.mean())
    report = TooSure(made(make_report, *networks()))
    text = text_of(str(macros_of("partials/protocol.html.j2").method(report)))
    assert "share of right answers in bins of probability, averaged over the answers." in text
