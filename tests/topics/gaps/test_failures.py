"""Findings about runs that led nowhere: not trained, diverged, failed."""

import pytest

from findings.of_all_topics import find_all
from labbook.artifacts.summary import Majority
from labbook.topics.gaps.findings import find_diverged, find_missing, find_not_trained


@pytest.mark.parametrize(
    ("accuracies", "verdicts"),
    [
        ([0.902, 0.902, 0.902], ["every seed"]),
        ([0.902, 0.98, None], ["some seeds"]),
        # Above the majority's 0.902, but no more than 10,000 images can tell.
        ([0.904], ["every seed"]),
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
    assert not found.details["all_below"]
    (found,) = find_not_trained(experiment(configuration("a", [0.902, 0.5])))
    assert not found.details["all_answer_one_class"]
    (found,) = find_not_trained(experiment(configuration("a", [0.4, 0.5])))
    assert found.details["all_below"]


def test_each_task_has_its_own_commonest_class(experiment, configuration):
    digit_1 = Majority(0.8865, "not 1", 10000)
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
