import pytest

from labbook.topics.results.findings import find_best
from made_up_answers import made_up_answers

GOOD = [0.980, 0.981, 0.980]
FAIR = [0.970, 0.971, 0.970]
POOR = [0.960, 0.961, 0.960]


def test_better_than_all_others(experiment, configuration):
    (found,) = find_best(
        experiment(configuration("a", FAIR), configuration("b", GOOD), configuration("c", POOR))
    )
    assert found.verdict == "better"
    assert found.subject == ("b",)
    assert found.details["runner_up"] == "a"
    assert found.details["worse"] == ["a", "c"]
    assert found.numbers["lead"] == pytest.approx(0.01)
    assert found.evidence.n == 3
    assert found.evidence.p < 0.05
    assert len(found.evidence.runs) == 9


def test_equals_are_a_group(experiment, configuration):
    (found,) = find_best(
        experiment(
            configuration("a", [0.9800, 0.9801, 0.9800]),
            configuration("b", [0.9801, 0.9801, 0.9800]),
            configuration("c", POOR),
        )
    )
    assert found.verdict == "equivalent"
    assert found.subject == ("b", "a")
    assert found.details["worse"] == ["c"]


def test_seeds_that_cannot_tell(experiment, configuration):
    (found,) = find_best(
        experiment(configuration("a", [0.95, 0.97, 0.99]), configuration("b", [0.94, 0.97, 0.98]))
    )
    assert found.verdict == "not resolved"
    assert found.details["not_resolved"] == ["b"]
    assert found.evidence.p > 0.05


def test_one_seed_is_no_evidence(experiment, configuration):
    (found,) = find_best(experiment(configuration("a", [0.99]), configuration("b", [0.5])))
    assert found.verdict == "not resolved"
    assert found.details["one_seed"]
    assert found.evidence.p is None
    assert found.evidence.test is None


def test_one_seed_left_of_three_is_no_evidence_either(experiment, configuration):
    (found,) = find_best(
        experiment(configuration("a", [0.99, None, None]), configuration("b", GOOD))
    )
    assert found.verdict == "not resolved"
    assert not found.details["one_seed"]


def test_ties_are_named(experiment, configuration):
    (found,) = find_best(experiment(configuration("a", GOOD), configuration("b", GOOD[::-1])))
    assert found.details["tied"] == ["b"]
    assert found.numbers["lead"] == 0


def test_the_order_of_the_config_changes_the_order_of_nothing_else(experiment, configuration):
    rows = [
        configuration(name, accuracies, val_accuracy=accuracies[0])
        for name, accuracies in (("a", FAIR), ("b", GOOD), ("c", POOR))
    ]
    (forward,) = find_best(experiment(*rows))
    (backward,) = find_best(experiment(*rows[::-1]))
    assert (forward.subject, forward.numbers, forward.evidence.p, forward.details) == (
        backward.subject,
        backward.numbers,
        backward.evidence.p,
        backward.details,
    )


def test_the_choice_is_by_validation(experiment, configuration):
    (found,) = find_best(
        experiment(
            configuration("a", GOOD, val_accuracy=0.95), configuration("b", FAIR, val_accuracy=0.97)
        )
    )
    assert (found.subject[0], found.details["chosen"]) == ("a", "b")
    assert found.numbers["chosen_val_accuracy"]["mean"] == 0.97
    assert found.numbers["chosen_test_accuracy"]["mean"] == pytest.approx(sum(FAIR) / 3)


def test_only_one_that_did_not_diverge(experiment, configuration):
    (found,) = find_best(
        experiment(configuration("a", [None, None]), configuration("b", [0.9, 0.91]))
    )
    assert (found.verdict, found.subject) == ("only one", ("b",))


def test_nothing_to_compare_gives_no_finding(experiment, configuration):
    assert find_best(experiment(configuration("a", GOOD))) == []
    assert find_best(experiment(configuration("a", [None]), configuration("b", [None]))) == []


def test_test_images_may_be_in_the_way(experiment, configuration):
    rows = [configuration("a", [0.9802] * 3), configuration("b", [0.9787] * 3)]
    (found,) = find_best(experiment(*rows, answers=made_up_answers(*rows, noise=100)))
    assert (found.verdict, found.details["not_resolved"]) == ("not resolved", ["b"])
    assert found.evidence.p > 0.05
    (found,) = find_best(experiment(*rows))
    assert (found.verdict, found.details["worse"]) == ("better", ["b"])
