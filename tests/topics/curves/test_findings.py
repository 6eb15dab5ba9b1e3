"""Findings from the course of single runs: over-fitting, convergence, oscillation."""

import pytest

from labbook.topics.curves.findings import find_convergence, find_oscillation, find_overfitting

SEEDS = [0.98, 0.98]
NONE = {"held_out_loss_rise": 0.0, "held_out_loss_sustained_rise": 0.0, "train_loss_fall": 0.0}
MILD = {"held_out_loss_rise": 0.05, "held_out_loss_sustained_rise": 0.04, "train_loss_fall": 0.01}
CLEAR = {"held_out_loss_rise": 0.5, "held_out_loss_sustained_rise": 0.4, "train_loss_fall": 0.01}


@pytest.mark.parametrize(
    ("by_seed", "verdict"),
    [
        ([NONE, NONE], "none seen"),
        ([MILD, MILD], "mild"),
        ([CLEAR, CLEAR], "clear"),
        ([CLEAR, MILD], "differs"),
        ([CLEAR, NONE], "differs"),
        ([CLEAR | {"held_out_loss_sustained_rise": 0.0}] * 2, "none seen"),
        ([CLEAR | {"train_loss_fall": -0.01}] * 2, "none seen"),
    ],
)
def test_overfitting_has_to_be_in_every_seed(experiment, configuration, by_seed, verdict):
    (found,) = find_overfitting(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert found.verdict == verdict


def test_overfitting_is_said_once_for_all_that_share_it(experiment, configuration):
    found = find_overfitting(
        experiment(
            configuration("a", SEEDS, **CLEAR, lowest_held_out_loss_epoch=12.0),
            configuration("b", SEEDS, **NONE),
            configuration("c", SEEDS, **CLEAR, lowest_held_out_loss_epoch=20.0),
        )
    )
    assert [(one.verdict, one.subject) for one in found] == [
        ("clear", ("a", "c")),
        ("none seen", ("b",)),
    ]
    assert found[0].id == "trial.overfitting.clear"
    assert found[0].numbers["earliest_lowest_epoch"] == 12
    assert found[0].numbers["latest_lowest_epoch"] == 20
    assert found[0].numbers["n_overfitted"] == 4
    assert found[0].numbers["largest_gap"] == pytest.approx(0.02)


def test_what_cannot_be_measured_is_left_out(experiment, configuration):
    rows = [
        configuration("one epoch", SEEDS, epochs=1, late_held_out_loss_change=None),
        configuration("zero", SEEDS, held_out_loss_rise=None, late_held_out_loss_change=None),
        configuration("diverged", [None, None]),
    ]
    assert find_overfitting(experiment(*rows)) == []
    assert find_convergence(experiment(*rows)) == []


FALLING = {"late_held_out_loss_change": -0.05, "late_held_out_loss_change_error": 0.001}
RISING = {"late_held_out_loss_change": 0.05, "late_held_out_loss_change_error": 0.001}
NOISY = {"late_held_out_loss_change": -0.05, "late_held_out_loss_change_error": 0.04}
LITTLE = {"late_held_out_loss_change": -0.005, "late_held_out_loss_change_error": 0.0}


@pytest.mark.parametrize(
    ("by_seed", "verdict"),
    [
        ([FALLING, FALLING], "still improving"),
        ([RISING, RISING], "rising"),
        ([NOISY, LITTLE], "settled"),
        ([FALLING, NOISY], "differs"),
        ([FALLING, RISING], "differs"),
    ],
)
def test_convergence(experiment, configuration, by_seed, verdict):
    (found,) = find_convergence(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("by_seed", "verdicts"),
    [
        ([{}, {}], []),
        ([{"held_out_accuracy_oscillation": 0.02}, {}], ["some seeds"]),
        (
            [{"held_out_accuracy_oscillation": 0.02}, {"held_out_loss_oscillation": 0.3}],
            ["every seed"],
        ),
        ([{"held_out_accuracy_oscillation": None, "held_out_loss_oscillation": None}] * 2, []),
    ],
)
def test_oscillation(experiment, configuration, by_seed, verdicts):
    found = find_oscillation(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert [one.verdict for one in found] == verdicts
