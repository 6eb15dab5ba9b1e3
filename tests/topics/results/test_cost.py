import pytest

from labbook.topics.results.findings import find_cost

GOOD = [0.980, 0.981, 0.980]
POOR = [0.960, 0.961, 0.960]


def test_a_cheaper_one_that_is_as_good(experiment, configuration):
    (found,) = find_cost(
        experiment(
            configuration("slow", GOOD, training_cpu_seconds=100.0),
            configuration("fast", [0.9803] * 3, training_cpu_seconds=20.0),
            configuration("poor", POOR, training_cpu_seconds=5.0),
        )
    )
    assert found.verdict == "cheaper"
    assert found.subject == ("slow", "fast")
    assert found.numbers["best_to_cheapest_equal"] == 5
    assert found.numbers["slowest_to_fastest"] == 20
    assert (found.details["fastest"], found.details["slowest"]) == ("poor", "slow")


def test_the_best_may_be_the_cheapest(experiment, configuration):
    (found,) = find_cost(
        experiment(
            configuration("best", GOOD, training_cpu_seconds=2.0),
            configuration("poor", POOR, training_cpu_seconds=5.0),
        )
    )
    assert (found.verdict, found.subject) == ("best is cheapest", ("best",))
    assert found.details["alone"]


def test_one_seed_each_forms_no_group(experiment, configuration):
    (found,) = find_cost(experiment(configuration("a", [0.9]), configuration("b", [0.8])))
    assert found.verdict == "not resolved"


@pytest.mark.parametrize("seconds", [0.0, 3.0])
def test_equal_times(experiment, configuration, seconds):
    rows = [configuration(name, GOOD, training_cpu_seconds=seconds) for name in "ab"]
    (found,) = find_cost(experiment(*rows))
    assert found.verdict == "best is cheapest"
    assert found.details["same_time"]
    assert found.numbers["slowest_to_fastest"] == (1 if seconds else None)


@pytest.mark.parametrize(("longer", "same"), [(1.04, True), (1.06, False)])
def test_times_that_the_load_of_the_machine_explains_are_called_the_same(
    experiment, configuration, longer, same
):
    rows = [
        configuration(name, GOOD, training_cpu_seconds=seconds)
        for name, seconds in (("a", 100.0), ("b", 100.0 * longer))
    ]
    (found,) = find_cost(experiment(*rows))
    assert found.details["same_time"] == same


def test_one_configuration_costs_nothing_to_compare(experiment, configuration):
    assert find_cost(experiment(configuration("a", GOOD), configuration("b", [None]))) == []
