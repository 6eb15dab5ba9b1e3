"""Every comparison that an answer makes is made of what was measured."""

import pytest

from labbook.topics.notebook.answers import (
    Pair,
    answer,
    compared,
    read_confusion,
    read_fit,
    read_sizes,
    read_stopping,
)
from labbook.topics.notebook.results_file import PartResult
from made_up_notebook import made_up_results, size, trained_longer, turned, with_dips


def matrix(*rows):
    images = sum(map(sum, rows))
    return made_up_results(
        confusion_matrix=list(rows),
        test={"images": images, "loss": 0.1, "accuracy": 0.5},
        aucs=[0.9 + place / 100 for place in range(len(rows))],
    )


def test_confusions_are_counted_both_ways_and_ranked() -> None:
    found = read_confusion(matrix([10, 3, 0], [1, 9, 1], [0, 2, 8]))
    assert found.pairs == (Pair(0, 1, 3, 1), Pair(1, 2, 1, 2))
    assert (found.right, found.wrong, found.images) == (27, 7, 34)


def test_of_pairs_that_share_the_last_place_none_is_named() -> None:
    size = 5
    rows = [[10 if one == other else 1 for other in range(size)] for one in range(size)]
    assert read_confusion(matrix(*rows)).pairs == ()
    rows[0][1] = 5
    assert read_confusion(matrix(*rows)).pairs == (Pair(0, 1, 5, 1),)


def test_weakest_and_strongest_are_all_that_share_the_value() -> None:
    found = read_confusion(matrix([10, 0, 0], [0, 8, 2], [2, 0, 8]))
    assert (found.most_missed.classes, found.most_missed.value) == ((1, 2), 0.8)
    assert (found.best_known.classes, found.best_known.value) == ((0,), 1.0)
    assert found.least_trusted.classes == (2,)
    assert found.least_trusted.value == 0.8
    assert (found.lowest_auc.classes, found.highest_auc.classes) == ((0,), (2,))


def test_values_that_look_alike_are_named_alike() -> None:
    results = made_up_results(aucs=[0.99001, 0.99004, 0.999])
    assert read_confusion(results).lowest_auc.classes == (0, 1)


def test_a_digit_that_is_never_answered_has_no_precision() -> None:
    found = read_confusion(matrix([10, 0, 0], [10, 0, 0], [0, 0, 10]))
    assert found.never_answered == (1,)
    assert found.least_trusted.classes == (0,)
    assert found.most_missed.value == 0


@pytest.mark.parametrize(
    ("rises", "verdict"),
    [
        ([0.3, 0.31, 0.32], "clear"),
        ([0.06, 0.06, 0.065], "mild"),
        ([0.0, 0.0, 0.0], "none seen"),
        # Their mean is as high, but not beyond chance.
        ([0.02, 0.3, 0.6], "open"),
        ([0.08], "unknown"),
    ],
)
def test_over_fitting_is_judged_by_the_rule_of_the_report(rises, verdict) -> None:
    turn = read_fit(trained_longer(*rises)).turn
    assert turn.verdict == verdict
    assert (turn.epochs, turn.trainings) == (12, len(rises))
    assert (turn.earliest, turn.latest) == (6, 6)
    assert (turn.smallest_rise, turn.largest_rise) == pytest.approx((min(rises), max(rises)))
    assert turn.rises_in_all == (min(rises) > 0 and len(rises) > 1)
    assert not turn.dips


def test_a_dip_of_each_curve_is_no_sign() -> None:
    turn = read_fit(made_up_results(longer=with_dips())).turn
    assert (turn.smallest_rise, turn.largest_rise) == pytest.approx((0.1875, 0.35))
    assert (turn.dips, turn.rises_in_all, turn.turns) == (True, False, False)


def test_one_training_is_judged_by_the_rule_for_one() -> None:
    large, small = (made_up_results(longer=turned([rise], 4, 20)) for rise in (0.3, 0.08))
    assert read_fit(large).turn.verdict == "clear"
    assert read_fit(small).turn.verdict == "unknown"


def test_a_short_training_is_not_judged() -> None:
    assert read_fit(made_up_results(longer=turned([0.3, 0.31], epochs=9))).turn.verdict == "unknown"
    assert (
        read_fit(made_up_results(longer=turned([0.3, 0.31], epochs=10))).turn.verdict != "unknown"
    )
    assert read_fit(made_up_results()).turn.verdict == "unknown"


def test_a_rise_of_both_losses_is_no_learning_by_heart() -> None:
    rising = [0.1 * epoch for epoch in range(1, 13)]
    both = [{**one, "loss": rising} for one in turned([0.3, 0.31, 0.32])]
    turn = read_fit(made_up_results(longer=both)).turn
    assert (turn.verdict, turn.rises_in_all) == ("open", False)


@pytest.mark.parametrize(
    ("turns", "stops"),
    [((6, 6, 6), "before"), ((7, 7, 8), "before"), ((4, 5, 5), "after"), ((5, 7, 7), None)],
)
def test_where_the_network_has_stopped_is_told_by_all_trainings(turns, stops) -> None:
    """It has six epochs."""
    fit = read_fit(made_up_results(longer=[turned([0.6], at)[0] for at in turns]))
    assert (fit.turn.verdict, fit.stops) == ("clear", stops)


def test_a_training_that_does_not_turn_up_has_not_stopped_in_time() -> None:
    assert read_fit(trained_longer(0.02, 0.3, 0.6)).stops == "before"  # a sign of it
    assert read_fit(trained_longer(0.0, 0.3, 0.6)).stops is None
    assert read_fit(made_up_results()).stops is None


def test_its_own_loss_may_have_got_worse() -> None:
    results = made_up_results()
    assert read_fit(results).no_worse
    results.history["val_loss"][-1] = 0.36
    assert not read_fit(results).no_worse


SIZES = [size(8, 0.9, 100, 0.1), size(16, 0.915, 200, 0.2), size(64, 0.92, 800, 0.4)]


def test_sizes_within_the_uncertainty_of_the_best_are_named_and_the_smallest() -> None:
    """Wilson's half width for 0.92 of 1000 images, by hand, is 1.952 x 0.008635."""
    found = read_sizes(made_up_results(sizes=SIZES))
    assert found.best.label == "64"
    assert found.half_width == pytest.approx(0.01686, abs=1e-5)
    assert [one.label for one in found.close] == ["16"]
    assert (found.smaller.label, found.tried) == ("16", 3)


def test_no_size_is_smaller_that_has_more_parameters_or_lies_far_below() -> None:
    larger = [SIZES[0], SIZES[1] | {"parameters": 900}, SIZES[2]]
    assert read_sizes(made_up_results(sizes=larger)).smaller is None
    far = read_sizes(made_up_results(sizes=[SIZES[0], SIZES[2]]))
    assert (far.close, far.smaller) == ((), None)
    assert read_sizes(made_up_results(sizes=SIZES[:1])) is None


def test_stopping_is_hard_where_loss_and_accuracy_disagree() -> None:
    accuracy = [0.8] * 5 + [0.9] * 6 + [0.95]
    courses = [{**one, "val_accuracy": accuracy} for one in turned([0.3, 0.4])]
    found = read_stopping(courses)
    assert (found.loss_epoch, found.best_epoch) == (6, 12)
    assert (found.loss_epoch_accuracy, found.best_accuracy) == pytest.approx((0.9, 0.95))
    assert read_stopping(turned([0.3, 0.4])) is None  # the same accuracy throughout
    assert read_stopping([{name: values[4:] for name, values in courses[0].items()}]) is None


def test_challenges_are_counted_and_none_is_made_up() -> None:
    bare = answer(made_up_results(confusion_matrix=[[10, 0, 0], [0, 10, 0], [0, 0, 10]]))
    assert not bare.challenges.any
    longer = turned([0.3, 0.4])
    longer[1]["val_accuracy"] = [*longer[1]["val_accuracy"][:-1], 0.95]
    found = answer(made_up_results(longer=longer, wrong_probabilities=[0.95, 0.9, 0.5])).challenges
    assert (found.in_pairs, found.wrong) == (3, 3)
    assert found.sure == 2
    assert found.luck == (0.9, 0.95)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        # The standard error of the difference is 0.0134.
        ((1000, 0.9), (1000, 0.92), "level"),
        ((1000, 0.9), (1000, 0.93), "below"),
        ((1000, 0.93), (1000, 0.9), "above"),
        ((1000, 1.0), (1000, 1.0), "level"),
        ((1000, 1.0), (1000, 0.999), "level"),
    ],
)
def test_accuracies_differ_where_chance_does_not_explain_it(first, second, words) -> None:
    parts = [PartResult(images, 0.1, accuracy) for images, accuracy in (first, second)]
    assert compared(*parts) == words
