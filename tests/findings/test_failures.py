"""Findings about runs that led nowhere: not trained, diverged."""

import pytest

from labbook.artifacts.summary import Majority
from labbook.findings.diverged import find_diverged
from labbook.findings.not_trained import find_not_trained


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
