"""Networks that are surer of their answers than they are right."""

from labbook.topics.calibration.findings import find_confidence

SURE = {"answer_probability": 0.99, "answer_probability_error": 0.001}


def test_surer_than_right_in_every_run(experiment, configuration):
    one = configuration("a", [0.95, 0.96, 0.95], wrong_answer_probability=0.9, **SURE)
    (found,) = find_confidence(experiment(one))
    assert (found.verdict, found.subject) == ("too sure", ("a",))
    assert found.numbers["smallest_excess"] == 0.99 - 0.96
    assert found.evidence.p < 0.05


def test_calibrated_networks_and_chance_are_not_told(experiment, configuration):
    calibrated = configuration("a", [0.99, 0.99], wrong_answer_probability=0.9, **SURE)
    one_run_only = configuration("b", [0.95, 0.99], wrong_answer_probability=0.9, **SURE)
    assert find_confidence(experiment(calibrated, one_run_only)) == []


def test_without_a_wrong_answer_or_probabilities_nothing_is_told(experiment, configuration):
    all_right = configuration("a", [0.95, 0.95], wrong_answer_probability=None, **SURE)
    assert find_confidence(experiment(all_right, configuration("b", [0.9, 0.9]))) == []
