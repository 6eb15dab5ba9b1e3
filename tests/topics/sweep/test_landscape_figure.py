"""Accuracy over the swept settings: what stands where, and what the caption says of it."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from findings.conftest import build_configuration, build_experiment
from labbook.artifacts.experiment_plan import SweptAxis
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.figures.style import drawing_style
from labbook.topics.sweep.landscape_figure import illustrate_landscape, landscape, swept

UNITS, RATES = [8, 4, 16], [0.1, 0.01]


def summary_of(axes: dict[str, list], accuracies: dict[tuple, float | None]) -> Summary:
    """`accuracies`: of validation, by the values of `axes`; None for one that diverged."""
    rows = [
        build_configuration(
            "-".join(map(str, place)),
            [None] if accuracy is None else [accuracy],
            dict(zip(axes, place, strict=True)),
            **({} if accuracy is None else {"val_accuracy": accuracy}),
        )
        for place, accuracy in accuracies.items()
    ]
    summary = build_experiment(*rows).summary
    return replace(summary, axes=tuple(SweptAxis(*axis) for axis in axes.items()))


def drawn(summary: Summary) -> Illustration:
    with drawing_style():
        illustration = illustrate_landscape(summary)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def test_two_settings_are_the_axes_in_the_order_of_their_numbers() -> None:
    accuracies = {(unit, rate): unit / 100 + rate for unit in UNITS for rate in RATES}
    summary = summary_of({"units": UNITS, "learning_rate": RATES}, accuracies)
    found = landscape(swept(summary), summary.configurations, "val_accuracy")
    assert (found.columns.name, found.rows.name) == ("units", "learning_rate")
    assert found.columns.values == [4, 8, 16]
    assert found.accuracies == pytest.approx(
        np.array([[unit / 100 + rate for unit in (4, 8, 16)] for rate in (0.01, 0.1)])
    )
    illustration = drawn(summary)
    assert "Mean validation accuracy over units and learning rate" in illustration.caption
    assert "units 16, learning rate 0.1" in illustration.alternative
    assert len(illustration.table) == 1 + len(accuracies)


def test_all_other_settings_are_averaged_over() -> None:
    axes = {"units": UNITS, "learning_rate": RATES, "activation": ["relu", "tanh"]}
    accuracies = {
        (unit, rate, name): 0.5 if name == "relu" else 0.7
        for unit in UNITS
        for rate in RATES
        for name in axes["activation"]
    }
    summary = summary_of(axes, accuracies)
    found = landscape(swept(summary), summary.configurations, "val_accuracy")
    assert found.accuracies == pytest.approx(np.full((2, 3), 0.6))
    assert "the mean over all values of activation" in drawn(summary).caption


def test_what_has_no_result_is_left_white() -> None:
    accuracies = {(unit, rate): 0.5 for unit in UNITS for rate in RATES}
    summary = summary_of({"units": UNITS, "learning_rate": RATES}, accuracies | {(16, 0.1): None})
    assert "White: no result." in drawn(summary).caption


def test_over_one_setting_it_is_a_curve() -> None:
    summary = summary_of({"units": UNITS}, {(unit,): unit / 100 for unit in UNITS})
    illustration = drawn(summary)
    curve, circle = illustration.figure.axes[0].lines
    assert list(curve.get_ydata()) == pytest.approx([0.04, 0.08, 0.16])
    assert list(circle.get_xdata()) == [2]
    assert "from the lowest run to the highest" in illustration.caption


def test_without_a_result_there_is_nothing_to_draw() -> None:
    summary = summary_of({"units": UNITS}, {(unit,): None for unit in UNITS})
    assert "no run finished" in drawn(summary).caption
