"""What is said of a search and of its choice."""

import pytest

from labbook.topics.search.findings import find_search

FINAL = [0.985, 0.986]


@pytest.fixture
def found(experiment, configuration, search):
    """From the results of the trials to the one finding."""

    def find(*results, final=FINAL, **space):
        rows = [configuration("chosen", final, val_accuracy=0.98)]
        (one,) = find_search(experiment(*rows), search(*results, **space))
        return one

    return find


def test_the_highest_validation_accuracy_is_chosen(found):
    one = found(0.95, 0.98, 0.97, n_combinations=9)
    assert (one.kind, one.verdict, one.subject) == ("search", "chosen", ("chosen",))
    assert one.details["chosen"] == "<2 units>"
    assert one.details["next"] == "<3 units>"
    assert one.numbers["chosen_val_accuracy"] == 0.98
    assert one.numbers["next_val_accuracy"] == 0.97
    assert one.numbers["lowest_val_accuracy"] == 0.95
    assert one.numbers["lead"] == pytest.approx(0.01)
    assert (one.numbers["n_trials"], one.numbers["n_combinations"]) == (3, 9)
    assert one.details["several_others"]
    assert not one.details["whole_space"]
    assert not one.details["only_one"]


def test_it_rests_on_the_trials_and_on_the_final_runs(found):
    assert found(0.95, [0.98, 0.97]).evidence.runs == (
        *("units-1-0", "units-2-0", "units-2-1"),
        *("chosen-0", "chosen-1"),
    )


def test_what_became_of_the_network_chosen(found):
    one = found(0.95, 0.98, epochs=40)
    assert one.details["retrained"]
    assert not one.details["one_epoch"]
    assert one.numbers["epochs"] == 40
    assert one.numbers["test_accuracy"]["values"] == tuple(FINAL)
    assert one.numbers["val_accuracy"]["mean"] == 0.98
    assert one.numbers["n_validation"] == 12000
    assert found(0.95, 0.98, epochs=1).details["one_epoch"]


def test_of_equals_the_first_drawn_is_taken(found):
    one = found(0.95, 0.98, 0.98, 0.98)
    assert one.verdict == "tied"
    assert one.details["chosen"] == "<2 units>"
    assert one.details["tied"] == ["<3 units>", "<4 units>"]
    assert one.numbers["lead"] == 0


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ((0.98, "no memory"), "Nothing could be chosen: the trial <2 units> failed."),
        (("x", 0.98, "y"), "Nothing could be chosen: the trials <1 units>, <3 units> failed."),
        # A failed trial might have done better than all others.
        ((0.98, [0.99, "no memory"]), "Nothing could be chosen: the trial <2 units> failed."),
        ((None, "x"), "Nothing could be chosen: the trial <2 units> failed."),
        ((None,), "Nothing could be chosen: every trial of the search diverged."),
        ((None, [0.98, None]), "Nothing could be chosen: every trial of the search diverged."),
    ],
)
def test_no_choice(experiment, gap, search, results, why):
    gaps = (gap("chosen", [why]),)
    (one,) = find_search(experiment(gaps=gaps), search(*results))
    assert one.verdict == "no choice"
    assert one.details["why"] == why
    assert "chosen_val_accuracy" not in one.numbers
    assert one.numbers["n_diverged"] == sum(
        None in (one if isinstance(one, list) else [one]) for one in results
    )


def test_one_trial_alone_has_no_next(found):
    one = found(0.98, n_combinations=4)
    assert one.verdict == "chosen"
    assert one.details["only_one"]
    assert one.details["one_trial"]
    assert not one.details["close"]
    assert "next" not in one.details
    assert "lead" not in one.numbers


def test_one_alone_may_be_left(found):
    one = found(None, 0.5, None)
    assert (one.verdict, one.details["chosen"]) == ("chosen", "<2 units>")
    assert one.details["only_one"]
    assert not one.details["one_trial"]
    assert one.numbers["n_diverged"] == 2


def test_the_whole_space(found):
    assert found(0.95, 0.98).details["whole_space"]
    assert not found(0.95, 0.98, n_combinations=3).details["whole_space"]


@pytest.mark.parametrize(
    ("runner_up", "close"),
    # Wilson's interval of 98 % of 12,000 images: 1.96 * sqrt(0.98 * 0.02 / 12000) = 0.0025.
    [(0.9776, True), (0.979, True), (0.98, True), (0.9774, False), (0.9, False)],
)
def test_a_lead_within_what_the_validation_images_leave_uncertain(found, runner_up, close):
    one = found(0.98, runner_up)
    assert one.details["close"] is close
    assert one.numbers["half_width"] == pytest.approx(0.0025, abs=2e-5)


@pytest.mark.parametrize("final", [[None, None], []])
def test_a_network_that_was_chosen_and_has_no_result(experiment, configuration, gap, search, final):
    rows = [configuration("chosen", final)] if final else []
    gaps = () if final else (gap("chosen", ["killed"]),)
    (one,) = find_search(experiment(*rows, gaps=gaps), search(0.95, 0.98))
    assert one.verdict == "chosen"
    assert not one.details["retrained"]
    assert "test_accuracy" not in one.numbers
    assert "close" not in one.details or not one.details["close"]
