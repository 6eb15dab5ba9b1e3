"""Findings about runs that led nowhere: not trained, diverged, failed."""

from dataclasses import replace

import pytest

from findings.of_all_topics import find_all
from labbook.artifacts.summary import Majority
from labbook.topics.gaps.findings import find_diverged, find_missing, find_not_trained


@pytest.mark.parametrize(
    ("accuracies", "verdicts"),
    [
        ([0.902, 0.902, 0.902], ["every seed"]),
        ([0.902, 0.98, None], ["some seeds"]),
        # More accurate than the majority's 0.902 if by little, and with a better loss.
        ([0.904], []),
        ([0.91, 0.98], []),
        ([0.098], ["every seed"]),
        ([None], []),
    ],
)
def test_not_trained(experiment, configuration, accuracies, verdicts):
    found = find_not_trained(experiment(configuration("a", accuracies)))
    assert [one.verdict for one in found] == verdicts


def test_one_answer_for_every_image_is_noticed(experiment, configuration):
    (found,) = find_not_trained(experiment(configuration("a", [0.902, 0.902])))
    assert found.details["all_answer_one_class"]
    (found,) = find_not_trained(experiment(configuration("a", [0.902, 0.5])))
    assert not found.details["all_answer_one_class"]
    assert not found.details["all_answer_majority"]


@pytest.mark.parametrize(
    ("accuracies", "losses", "said"),
    [
        (
            [0.902, 0.902],
            [1.58, 1.6],
            "All 2 runs of <em>&lt;a&gt;</em> fail to train: every test image is answered “not 0”, "
            "which is right for 0.902 as percent, and the cross-entropy (1.58 to 1.6) is far above "
            "the 0.3207 of answering with the class frequencies.",
        ),
        (
            [0.902, 0.98],
            [0.321, 0.1],
            "1 of 2 runs of <em>&lt;a&gt;</em> fails to train: every test image is answered “not "
            "0”, which is right for 0.902 as percent, and the cross-entropy (0.321) is less than "
            "0.01 as percent better, if at all, than the 0.3207 of answering with the class "
            "frequencies.",
        ),
        (
            [0.5],
            [0.7],
            "The only run of <em>&lt;a&gt;</em> fails to train: 0.5 as percent of the answers are "
            "right, not shown to be more than the 0.902 as percent of always “not 0”, and the "
            "cross-entropy (0.7) is far above the 0.3207 of answering with the class frequencies.",
        ),
    ],
)
def test_what_failing_runs_answer_and_what_it_costs(
    experiment, configuration, say, accuracies, losses, said
):
    by_seed = [{"test_loss": loss} for loss in losses]
    (found,) = find_not_trained(experiment(configuration("a", accuracies, by_seed=by_seed)))
    assert say(found) == said


def test_a_loss_that_is_no_cross_entropy_is_not_set_beside_one(experiment, configuration, say):
    one = configuration("a", [0.902, 0.902], test_loss=0.09)
    settings = replace(one.settings, loss="mean_squared_error")
    (found,) = find_not_trained(experiment(replace(one, settings=settings)))
    assert "the cross-entropy is less than 0.01 as percent better, if at all, than" in say(found)


def test_each_task_has_its_own_commonest_class(experiment, configuration):
    digit_1 = Majority(0.8865, "not 1", 10000, 0.3538)
    found = find_not_trained(
        experiment(
            configuration("a", [0.902]),
            configuration("b", [0.8865], majority=digit_1),
            configuration("c", [0.895], majority=digit_1),
        )
    )
    assert [(one.subject, one.details["majority_label"]) for one in found] == [
        (("a",), "not 0"),
        (("b",), "not 1"),
    ]
    assert len({one.id for one in found}) == 2


def test_diverged(experiment, configuration):
    found = find_diverged(
        experiment(
            configuration("all", [None, None]),
            configuration("some", [None, 0.9]),
            configuration("none", [0.9, 0.9]),
        )
    )
    assert [(one.verdict, one.subject) for one in found] == [
        ("every seed", ("all",)),
        ("some seeds", ("some",)),
    ]
    assert found[1].evidence.runs == ("some-0",)
    assert find_diverged(experiment(configuration("none", [0.9]))) == []


def test_failed_runs_are_told_with_their_reasons(experiment, configuration, gap):
    found = find_missing(
        experiment(
            configuration("some", [0.9, 0.91]),
            configuration("none", [0.9]),
            gaps=(
                gap("some", ["killed."], finished=2),
                gap("all", ["no room", "no room"], place=2),
                gap("too", ["no room"], place=3),
            ),
        )
    )
    assert [(one.verdict, one.subject) for one in found] == [
        ("every seed", ("all", "too")),
        ("some seeds", ("some",)),
    ]
    assert found[0].numbers == {"n_failed": 3, "n_runs": 3}
    assert found[0].details["reasons"] == ["no room"]
    assert found[1].numbers == {"n_failed": 1, "n_runs": 3}
    assert found[1].details["reasons"] == ["killed"]
    assert found[1].evidence.runs == ("some-2",)
    assert find_missing(experiment(configuration("none", [0.9]))) == []


def test_of_many_reasons_a_few_are_told(experiment, gap):
    (found,) = find_missing(experiment(gaps=(gap("all", list("abcd")),)))
    assert found.details["reasons"] == ["a", "b", "c"]
    assert found.details["more_reasons"]


def test_runs_that_failed_count_where_the_others_diverged(experiment, configuration, gap):
    (found,) = find_diverged(
        experiment(configuration("a", [None, None]), gaps=(gap("a", ["killed"], finished=2),))
    )
    assert (found.verdict, found.numbers) == ("some seeds", {"n_diverged": 2, "n_runs": 3})


def test_nothing_is_claimed_of_all_where_a_configuration_is_missing(experiment, configuration, gap):
    rows = [configuration("a", [0.97, 0.971]), configuration("b", [0.96, 0.961])]
    table = experiment(*rows, gaps=(gap("c", ["killed"], place=2),))
    found = find_all(table)
    assert not any(one.details["covers_all"] for one in found)
    (best,) = [one for one in found if one.kind == "best"]
    assert not best.details["all_ranked"]
    assert best.details["left_out"] == ["c"]
    (spread,) = [one for one in found if one.kind == "seed_spread"]
    assert spread.details["some_left_out"]


def test_an_experiment_without_a_finished_run_has_no_other_finding(experiment, gap):
    table = experiment(gaps=(gap("a", ["killed"]), gap("b", ["killed"], place=1)))
    assert [one.kind for one in find_all(table)] == ["missing"]


def test_of_many_dead_runs_one_that_is_right_by_chance_has_not_learned(experiment, configuration):
    """Two-hundredths of luck among twenty runs are no evidence; a thousandth of that is."""
    rows = [configuration(f"c{n}", [0.9, 0.9]) for n in range(10)]
    for p_value, n_failed in ((0.003, 20), (0.000003, 19)):
        lucky = replace(rows[0].runs[0], p_better_answers=p_value)
        row = replace(rows[0], runs=(lucky, rows[0].runs[1]))
        found = find_not_trained(experiment(row, *rows[1:]))
        assert sum(one.numbers["n_not_trained"] for one in found) == n_failed
