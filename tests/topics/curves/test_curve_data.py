from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.figures.axes import ValueAxis
from labbook.topics.curves.curve_data import (
    Band,
    ConfigurationCurves,
    DivergedRun,
    accuracy_axes,
    loss_axis,
)


def curves(
    training: Sequence[float],
    validation: Sequence[float] | None = None,
    name: str = "a",
    lost: Sequence[float] | None = None,
) -> ConfigurationCurves:
    def band(values: Sequence[float] | None) -> Band | None:
        line = np.array(values, float)
        return None if values is None or not len(line) else Band(line[None])

    runs = () if lost is None else (DivergedRun("run", np.array(lost, float), np.array([])),)
    epochs = np.arange(1, len(training) + 1)
    return ConfigurationCurves(
        name, name, 1, 1, epochs, band(training), "validation", band(validation), runs
    )


def test_a_loss_over_less_than_a_decade_has_a_linear_axis() -> None:
    axis = loss_axis([curves([0.3, 0.1])])
    assert not axis.logarithmic
    assert axis.lower < 0.1 < 0.3 < axis.upper


def test_a_loss_over_more_than_a_decade_has_a_logarithmic_axis() -> None:
    axis = loss_axis([curves([0.3, 0.1]), curves([0.3, 0.02])])
    assert axis.logarithmic
    assert 0.015 < axis.lower < 0.02
    assert 0.3 < axis.upper < 0.4


def test_a_training_loss_far_below_validation_may_leave_the_axis() -> None:
    axis = loss_axis([curves([0.3, 1e-9], [0.3, 0.1])])
    assert 0.0005 < axis.lower < 0.001


def test_zero_loss_does_not_break_the_logarithmic_axis() -> None:
    axis = loss_axis([curves([1.0, 0.05, 0.0])])
    assert axis.logarithmic
    assert 0 < axis.lower < 0.05
    assert axis.height_of(0.0) == -np.inf


def test_a_diverged_run_does_not_stretch_the_axis_beyond_tenfold() -> None:
    axis = loss_axis([curves([0.3, 0.2], lost=[0.4, 1.0, 1e30])])
    assert 1.0 < axis.upper < 2.0


@pytest.mark.parametrize("lost", [[], [0.7, 5.0, 1e20]])
def test_nothing_but_diverged_runs_still_has_an_axis(lost: list[float]) -> None:
    everything_lost = curves([], lost=lost)
    assert loss_axis([everything_lost]).upper > loss_axis([everything_lost]).lower
    shared, own = accuracy_axes([curves([], lost=lost[:1])])
    assert shared.upper > shared.lower
    assert own == {}


@given(st.lists(st.lists(st.floats(0, 1e9), min_size=1, max_size=9), min_size=1, max_size=5))
def test_a_loss_axis_always_has_a_length(lines: list[list[float]]) -> None:
    axis = loss_axis([curves(line) for line in lines])
    assert axis.lower < axis.upper
    assert axis.lower > 0 or not axis.logarithmic


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=9), min_size=1, max_size=5))
def test_accuracy_axes_hold_the_last_half_of_steady_curves(lines: list[list[float]]) -> None:
    named = [curves([line[0]] * 10, name=str(index)) for index, line in enumerate(lines)]
    shared, own = accuracy_axes(named)
    for each in named:
        axis = own.get(each.name, shared)
        assert axis.lower < each.training.mean[-1] < axis.upper


def test_the_accuracy_axis_is_zoomed_past_the_first_epochs() -> None:
    shared, own = accuracy_axes([curves([0.1, 0.5, *[0.98] * 8, *[0.99] * 10])])
    assert own == {}
    assert 0.95 < shared.lower < 0.99


def test_a_configuration_that_fails_to_train_gets_its_own_axis() -> None:
    good = [curves(np.linspace(0.9, 0.975 + 0.001 * i, 20), name=f"good {i}") for i in range(4)]
    shared, own = accuracy_axes([*good, curves([0.1] * 20, name="bad")])
    assert set(own) == {"bad"}
    assert own["bad"].lower < 0.1 < own["bad"].upper
    assert shared.lower > 0.85


def test_when_all_are_alike_none_has_an_axis_of_its_own() -> None:
    assert accuracy_axes([curves([0.1] * 5, name=name) for name in "abc"])[1] == {}


@pytest.mark.parametrize(
    ("axis", "value", "height"),
    [
        (ValueAxis(0.0, 2.0, False), 1.0, 0.5),
        (ValueAxis(0.01, 1.0, True), 0.1, 0.5),
        (ValueAxis(0.01, 1.0, True), 100.0, 2.0),
    ],
)
def test_height_on_the_axis(axis: ValueAxis, value: float, height: float) -> None:
    assert axis.height_of(value) == pytest.approx(height)
