import pytest

from labbook.topics.results.findings import find_cost

GOOD = [0.980, 0.981, 0.980]
POOR = [0.960, 0.961, 0.960]


def timed(configuration, name, accuracies, *seconds):
    by_seed = [{"training_cpu_seconds": one} for one in seconds]
    return configuration(name, accuracies, by_seed=by_seed)


def test_a_cheaper_one_that_is_not_shown_to_be_worse(experiment, configuration):
    (found,) = find_cost(
        experiment(
            timed(configuration, "slow", GOOD, 100.0, 104.0, 98.0),
            timed(configuration, "fast", [0.9803] * 3, 20.0, 20.2, 19.0),
            timed(configuration, "poor", POOR, 5.0, 5.1, 4.9),
        )
    )
    assert (found.verdict, found.subject) == ("cheaper", ("slow", "fast"))
    assert found.numbers["best_to_cheapest_equal"] == pytest.approx(5, rel=0.03)
    assert found.evidence.p < 0.01
    assert len(found.evidence.runs) == 6


@pytest.mark.parametrize(
    ("slow", "fast"),
    [
        # No more than what a machine does.
        ((10.0, 12.0, 8.0), (7.0, 6.0, 8.5)),
        ((1.62, 1.61, 1.63), (1.58, 1.57, 1.59)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        ((10.0, 10.0, 10.0), (10.0, 10.0, 10.0)),
        # The other one is slower.
        ((10.0, 10.1, 10.2), (20.0, 20.2, 20.4)),
    ],
)
def test_no_other_time_is_told(experiment, configuration, slow, fast):
    rows = [
        timed(configuration, "best", GOOD, *slow),
        timed(configuration, "other", [0.9803] * 3, *fast),
    ]
    assert find_cost(experiment(*rows)) == []


def test_one_seed_or_one_configuration_tells_nothing(experiment, configuration):
    rows = [timed(configuration, "a", [0.9], 100.0), timed(configuration, "b", [0.8], 1.0)]
    assert find_cost(experiment(*rows)) == []
    assert find_cost(experiment(configuration("a", GOOD), configuration("b", [None]))) == []
