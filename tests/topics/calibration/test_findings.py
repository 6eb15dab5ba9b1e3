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


def test_the_one_with_the_largest_calibration_error_is_named(experiment, configuration, say):
    """And not the one that is surest where it is wrong."""
    sure = {"answer_probability_error": 0.001}
    rows = [
        configuration(
            name, [0.95, 0.95], wrong_answer_probability=wrong, calibration_error=error,
            answer_probability=probability, **sure
        )
        for name, wrong, error, probability in (
            ("surest", 0.96, 0.02, 0.97),
            ("worst", 0.90, 0.04, 0.99),
            ("calibrated", 0.60, 0.001, 0.95),
        )
    ]  # fmt: skip
    (found,) = find_confidence(experiment(*rows))
    assert (found.subject, found.details["least_calibrated"]) == (("surest", "worst"), "worst")
    text = say(found)
    assert text.startswith(
        "Two networks are too sure of their answers, most of all that with <em>&lt;worst&gt;</em>, "
        "whose answers have a mean probability of 0.99 as percent, where 0.95 as percent of them "
        "are right (expected calibration error 0.04 as percent); the wrong ones have "
        "0.9 as percent. The loss counts that, accuracy does not."
    )
    (found,) = find_confidence(experiment(rows[1]))
    assert say(found).startswith("The network is too sure of its answers: they have a mean")
    (found,) = find_confidence(experiment(rows[1], rows[2]))
    assert say(found).startswith("With <em>&lt;worst&gt;</em>, the network is too sure of its")
