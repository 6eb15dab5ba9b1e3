"""Every comparison that an answer makes is made of what was measured."""

import pytest

from labbook.topics.notebook.answers import Pair, compared, read_confusion, read_fit
from labbook.topics.notebook.results_file import PartResult
from made_up_notebook import made_up_results, with_validation_loss


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
    ("losses", "verdict", "at_the_end", "discounted"),
    [
        ([0.5], None, True, None),
        ([0.5, 0.4, 0.3], "not shown", True, None),
        ([0.5, 0.4, 0.6], "not shown", False, "few epochs"),
        # One spike at the end lifts the last value alone.
        ([0.5, *[0.4] * 9, 0.6], "not shown", False, "small"),
        ([0.5, *[0.4] * 4, *[0.43] * 6], "not shown", False, "small"),
        ([0.5, *[0.4] * 4, *[0.6] * 6], "clear", False, None),
    ],
)
def test_over_fitting_is_told_of_one_run_where_no_noise_explains_it(
    losses, verdict, at_the_end, discounted
) -> None:
    fit = read_fit(with_validation_loss(*losses))
    assert (fit.verdict, fit.at_the_end, fit.discounted) == (verdict, at_the_end, discounted)
    assert fit.lowest_loss == min(losses)
    assert fit.lowest_epoch == losses.index(min(losses)) + 1
    assert fit.last_loss == losses[-1]


def test_a_rise_of_both_losses_is_no_learning_by_heart() -> None:
    rising = [0.1 * epoch for epoch in range(1, 11)]
    results = with_validation_loss(*rising, loss=rising)
    fit = read_fit(results)
    assert (fit.verdict, fit.discounted) == ("not shown", "no fall")


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
