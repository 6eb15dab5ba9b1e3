"""Findings from the course of single runs: over-fitting, convergence, oscillation."""

import pytest

from labbook.topics.curves.findings import find_convergence, find_oscillation, find_overfitting

SEEDS = [0.98, 0.98, 0.98]


def rises(*values, fall=0.01):
    return [{"held_out_loss_later_rise": value, "train_loss_fall": fall} for value in values]


@pytest.mark.parametrize(
    ("by_seed", "verdict"),
    [
        (rises(0.0, 0.001, -0.001), "none seen"),
        (rises(0.05, 0.06, 0.05), "mild"),
        (rises(0.5, 0.6, 0.55), "clear"),
        # As large in one run as in none: no statement.
        (rises(0.5, 0.0, -0.3), None),
        # Mean above two percent, but not shown to be above zero; and below, but not shown to be.
        (rises(0.5, 0.02, 0.01), None),
        (rises(0.01, 0.03, -0.02), None),
        (rises(0.5, 0.6, 0.55, fall=-0.01), None),
        (rises(0.5, 0.6, None), None),
    ],
)
def test_overfitting_is_a_rise_over_the_runs(experiment, configuration, by_seed, verdict):
    found = find_overfitting(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert [one.verdict for one in found] == ([verdict] if verdict else [])


def test_overfitting_is_said_once_for_all_that_share_it(experiment, configuration):
    clear = {"by_seed": rises(0.5, 0.6, 0.55)}
    found = find_overfitting(
        experiment(
            configuration("a", SEEDS, lowest_held_out_loss_epoch=12.0, **clear),
            configuration("b", SEEDS, by_seed=rises(0.0, 0.001, -0.001)),
            configuration("c", SEEDS, lowest_held_out_loss_epoch=20.0, **clear),
        )
    )
    assert [(one.verdict, one.subject) for one in found] == [
        ("clear", ("a", "c")),
        ("none seen", ("b",)),
    ]
    assert found[0].id == "trial.overfitting.clear"
    assert found[0].numbers["earliest_lowest_epoch"] == 12
    assert found[0].numbers["latest_lowest_epoch"] == 20


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([-0.01, -0.012, -0.011], "falls"),
        ([0.01, 0.012, 0.011], "rises"),
        # Four of 12,000 images; and as much up as down.
        ([-0.0003, -0.00032, -0.00034], ""),
        ([-0.03, 0.02, -0.01], ""),
    ],
)
def test_accuracy_is_told_beyond_a_handful_of_images_and_chance(
    experiment, configuration, changes, said
):
    by_seed = [
        one | {"held_out_accuracy_change": change}
        for one, change in zip(rises(0.5, 0.6, 0.55), changes, strict=True)
    ]
    (found,) = find_overfitting(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert found.details["accuracy"] == said


def test_runs_that_fail_to_train_are_no_evidence_about_curves(experiment, configuration):
    """A dead run's loss is flat but for rounding, and would say so."""
    by_seed = [{"late_held_out_loss_change": 2e-7}, *[{"late_held_out_loss_change": -0.05}] * 3]
    by_seed[2] = {"late_held_out_loss_change": -0.051}
    (found,) = find_convergence(
        experiment(configuration("a", [0.902, 0.98, 0.98, 0.98], by_seed=by_seed))
    )
    assert (found.verdict, found.numbers["n_runs"]) == ("still improving", 3)
    assert "a-0" not in found.evidence.runs


def test_what_cannot_be_measured_is_left_out(experiment, configuration):
    nothing = {"held_out_loss_later_rise": None, "late_held_out_loss_change": None}
    rows = [
        configuration("few epochs", SEEDS, **nothing),
        configuration("one run", SEEDS[:1]),
        configuration("diverged", [None, None]),
        configuration("dead", [0.902, 0.902]),
    ]
    assert find_overfitting(experiment(*rows)) == []
    assert find_convergence(experiment(*rows)) == []


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([-0.05, -0.051, -0.052], "still improving"),
        ([0.05, 0.051, 0.052], None),
        ([-0.001, 0.001, 0.002], "settled"),
        # A change in which the runs do not agree, and one too small to count.
        ([-0.05, 0.04, -0.3], None),
        ([-0.009, -0.0099, -0.0095], None),
        ([-0.009, 0.02, -0.02], None),
    ],
)
def test_convergence(experiment, configuration, changes, verdict):
    by_seed = [{"late_held_out_loss_change": change} for change in changes]
    found = find_convergence(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert [one.verdict for one in found] == ([verdict] if verdict else [])


def test_no_longer_training_is_asked_of_what_over_fits(experiment, configuration):
    by_seed = [one | {"late_held_out_loss_change": -0.05} for one in rises(0.5, 0.6, 0.55)]
    by_seed[0]["late_held_out_loss_change"] = -0.051
    table = experiment(configuration("a", SEEDS, by_seed=by_seed))
    assert [one.verdict for one in find_overfitting(table)] == ["clear"]
    assert find_convergence(table) == []


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
    found = find_oscillation(experiment(configuration("a", SEEDS[:2], by_seed=by_seed)))
    assert [one.verdict for one in found] == verdicts


def test_a_few_images_up_and_down_are_no_oscillation(experiment, configuration):
    rows = [
        configuration("a", SEEDS, n_validation=n, held_out_accuracy_oscillation=0.008)
        for n in (200, 12000)
    ]
    assert find_oscillation(experiment(rows[0])) == []
    assert len(find_oscillation(experiment(rows[1]))) == 1
