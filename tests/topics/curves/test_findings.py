"""Findings from the course of single runs: over-fitting, convergence, oscillation."""

import re
from dataclasses import replace

import pytest

from labbook.topics.curves.findings import find_convergence, find_oscillation, find_overfitting

SEEDS = [0.98, 0.98, 0.98]


def rises(*values, training=-0.01, ends=None):
    """Runs that rise so, and end as high above their lowest loss if nothing else is said."""
    return [
        {
            "held_out_loss_later_rise": value,
            "train_loss_later_rise": training,
            "held_out_loss_rise": value if ends is None else ends,
        }
        for value in values
    ]


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
        # Not from where the others turn, but each from its own lowest loss.
        (rises(0.0, 0.001, -0.001, ends=0.35), None),
        (rises(0.5, 0.6, 0.55, training=0.3), None),
        (rises(0.5, 0.6, None), None),
    ],
)
def test_overfitting_is_a_rise_over_the_runs(experiment, configuration, by_seed, verdict):
    found = find_overfitting(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert [one.verdict for one in found] == ([verdict] if verdict else [])


def test_overfitting_is_said_once_for_all_that_share_it(experiment, configuration, say):
    found = find_overfitting(
        experiment(
            configuration(
                "a", SEEDS, lowest_held_out_loss_epoch=12.0, by_seed=rises(0.5, 0.6, 0.55)
            ),
            configuration("b", SEEDS, by_seed=rises(0.0, 0.001, -0.001)),
            configuration(
                "c", SEEDS, lowest_held_out_loss_epoch=20.0, by_seed=rises(0.2, 0.3, 0.25, ends=2.0)
            ),
        )
    )
    assert [(one.verdict, one.subject) for one in found] == [
        ("clear", ("a", "c")),
        ("none seen", ("b",)),
    ]
    assert found[0].id == "trial.overfitting.clear"
    assert found[0].numbers["earliest_lowest_epoch"] == 12
    assert found[0].numbers["latest_lowest_epoch"] == 20
    # What is printed is what is judged: the means of the two.
    assert found[0].numbers["smallest_rise"] == pytest.approx(0.25)
    assert found[0].numbers["largest_rise"] == pytest.approx(0.55)
    assert (
        "goes on falling: clear over-fitting (smoothed, a rise of 0.25 as percent to 0.55 as "
        "percent on average; clear from 0.1 as percent on)"
    ) in say(found[0])


def test_a_training_loss_that_rises_by_next_to_nothing_is_told_as_it_is(
    experiment, configuration, say
):
    by_seed = rises(0.5, 0.6, 0.55, training=0.001)
    (found,) = find_overfitting(experiment(configuration("a", SEEDS, by_seed=by_seed)))
    assert (found.verdict, found.details["training"]) == ("clear", "hardly rises")
    assert "the training loss falls or rises by less than a tenth as much" in say(found)


def test_only_runs_that_learn_are_judged_and_the_sentence_says_so(experiment, configuration, say):
    by_seed = [*rises(0.5, 0.6, 0.55), {}]
    table = experiment(configuration("a", [*SEEDS, 0.902], by_seed=by_seed))
    (found,) = find_overfitting(table)
    assert (found.numbers["n_runs"], found.numbers["n_all"]) == (3, 4)
    assert ", in the 3 of 4 runs that learn, the validation loss" in say(found)


def test_no_over_fitting_is_said_of_a_loss_that_still_falls(experiment, configuration):
    falling = [{"late_held_out_loss_change": -0.05 + place / 1e3} for place in range(3)]
    table = experiment(configuration("a", SEEDS, by_seed=falling), configuration("b", SEEDS))
    (found,) = find_overfitting(table)
    assert (found.verdict, found.subject) == ("none seen", ("b",))
    assert [one.subject for one in find_convergence(table)] == [("a",), ("b",)]


FALLS, RISES = [-0.01, -0.012, -0.011], [0.01, 0.012, 0.011]


@pytest.mark.parametrize(
    ("changes", "told", "words"),
    [
        ([FALLS], "falls", "falls by 0.011 points on average"),
        ([RISES], "rises", "rises by 0.011 points on average"),
        ([FALLS, [-0.02, -0.021, -0.022]], "falls", "falls by 0.011 to 0.021 points on average"),
        ([FALLS, RISES], "changes", "changes by -0.011 to 0.011 points on average."),
        # Four of 12,000 images are no fall, and the margin is 0.001.
        ([[-0.0003, -0.00032, -0.00034]], "holds", "does not fall by as much as 0.001 points"),
        (
            [[-0.0003, -0.00032, -0.00034], RISES],
            "holds",
            "does not fall by as much as 0.001 points",
        ),
        ([[-0.03, 0.02, -0.01]], "lower", "gets lower by 0.006667 points on average, which may"),
        ([[0.03, -0.02, 0.01], RISES], "higher", "gets higher by 0.006667 to 0.011 points"),
        # One of the two is told from zero.
        ([FALLS, [-0.03, 0.02, -0.01]], "lower", "by 0.006667 to 0.011 points on average."),
    ],
)
def test_accuracy_is_told_as_far_as_it_is_true_of_all(
    experiment, configuration, say, changes, told, words
):
    rows = [
        configuration(
            f"a{place}",
            SEEDS,
            by_seed=[
                one | {"held_out_accuracy_change": change}
                for one, change in zip(rises(0.5, 0.6, 0.55), of_one, strict=True)
            ],
        )
        for place, of_one in enumerate(changes)
    ]
    (found,) = find_overfitting(experiment(*rows))
    assert found.details["accuracy"] == told
    rounded = re.sub(r"-?\d\.\d{4,}", lambda number: f"{float(number[0]):.4g}", say(found))
    assert re.search(f"Meanwhile, validation accuracy .*{words}", rounded)


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


def settled(configuration, rate=0.01, epochs=100, **fields):
    one = configuration(
        "a", SEEDS, epochs=epochs, late_held_out_loss_change=0.0, held_out_loss_rise=0.12, **fields
    )
    optimizer = {"name": "adam", "learning_rate": rate}
    return replace(one, settings=replace(one.settings, optimizer=optimizer))


def test_a_loss_that_settled_above_its_lowest_is_told_to_have_done_so(
    experiment, configuration, say
):
    (found,) = find_convergence(experiment(settled(configuration, lowest_held_out_loss_epoch=7)))
    assert (found.details["above"], found.details["rate_to_zero"]) == ("all", False)
    assert say(found).endswith(
        "it changed by less than 0.01 as percent on average over the runs, and it ended "
        "0.12 as percent above its lowest value, which it had at epoch 7."
    )


COSINE = {"schedule": "CosineDecay", "initial_learning_rate": 0.002, "decay_epochs": 100}
LINEAR = {**COSINE, "schedule": "PolynomialDecay"}


@pytest.mark.parametrize(
    ("rate", "goes_to_zero"),
    [
        (0.01, False),
        (COSINE, True),
        ({**COSINE, "alpha": 0.1}, False),
        ({**COSINE, "decay_epochs": 200}, False),
        ({**COSINE, "warmup_target": 0.01, "warmup_epochs": 10}, False),
        ({"schedule": "CosineDecay", "initial_learning_rate": 0.002, "decay_steps": 100}, False),
        # Of Keras, if nothing else is said: 0.0001.
        (LINEAR, False),
        ({**LINEAR, "end_learning_rate": 0.0}, True),
        ({**COSINE, "schedule": "ExponentialDecay", "decay_rate": 0.5}, False),
    ],
)
def test_a_learning_rate_that_goes_to_zero_is_named(
    experiment, configuration, say, rate, goes_to_zero
):
    (found,) = find_convergence(experiment(settled(configuration, rate)))
    assert found.details["rate_to_zero"] == goes_to_zero
    assert ("with a learning rate that went to zero" in say(found)) == goes_to_zero


@pytest.mark.parametrize(
    ("lengths", "words"),
    [
        ([20], "over the last three epochs it"),
        ([21], "over the last tenth of the epochs it"),
        ([20, 100], "over the last tenth of the epochs (three at least) it"),
    ],
)
def test_the_end_of_training_is_as_long_as_it_is(experiment, configuration, say, lengths, words):
    rows = [
        replace(settled(configuration, epochs=length), name=f"epochs-{length}")
        for length in lengths
    ]
    (found,) = find_convergence(experiment(*rows))
    assert words in say(found)


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
