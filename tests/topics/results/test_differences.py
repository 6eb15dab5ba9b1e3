from dataclasses import replace

import pytest

from findings.of_all_topics import find_all
from labbook.artifacts.experiment_plan import SweptAxis
from labbook.artifacts.summary import Majority
from labbook.findings import comparing
from labbook.topics.results.differences import find_differences, find_paired_differences
from made_up_answers import made_up_answers

GOOD = [0.980, 0.981, 0.980]
FAIR = [0.970, 0.971, 0.970]
POOR = [0.960, 0.961, 0.960]
STEADY = [0.9801, 0.9802, 0.9801]


def verdicts(found):
    return {(one.details["best"], one.details["other"]): one.verdict for one in found}


def test_the_best_against_each_other_in_order_of_rank(experiment, configuration):
    found = find_differences(
        experiment(configuration("a", FAIR), configuration("b", GOOD), configuration("c", POOR))
    )
    assert [one.subject for one in found] == [("b", "a"), ("b", "c")]
    assert [one.id for one in found] == ["trial.difference.a", "trial.difference.c"]
    assert [one.details["is_runner_up"] for one in found] == [True, False]
    first = found[0]
    assert first.verdict == "better"
    assert first.numbers["difference"] == pytest.approx(0.01)
    low, high = first.evidence.interval
    assert 0 < low < 0.01 < high
    assert len(first.evidence.runs) == 6
    assert first.evidence.n == 3


def test_p_values_are_those_of_the_family_with_their_own_beside(experiment, configuration):
    rows = [configuration("a", GOOD), configuration("b", FAIR), configuration("c", POOR)]
    second, third = find_differences(experiment(*rows))
    uncorrected = [one.numbers["uncorrected"]["p_difference"] for one in (second, third)]
    assert uncorrected[1] < uncorrected[0]
    # Three pairs for two comparisons.
    assert second.numbers["p_difference"] == pytest.approx(1.5 * uncorrected[0])
    assert third.numbers["p_difference"] == pytest.approx(1.5 * 2 * uncorrected[1])
    assert third.evidence.p == third.numbers["p_difference"]


@pytest.mark.parametrize(
    ("accuracies", "noise", "verdict"),
    [
        # A tie of configurations that scatter, and of ones that do not.
        (([0.97, 0.98, 0.99],) * 2, 100, "not resolved"),
        ((STEADY, STEADY), 0, "equivalent"),
        # Networks that disagree on several hundred images of 10,000.
        ((STEADY, STEADY), 100, "not resolved"),
        (([0.9802] * 3, [0.9787] * 3), 100, "not resolved"),
        (([0.9802] * 3, [0.9777] * 3), 0, "better"),
        # On all images alike, and yet no more than seeds may do.
        (([0.98, 0.97, 0.96], [0.97, 0.96, 0.95]), 0, "not resolved"),
        (([0.9804] * 3, [0.9801] * 3), 0, "equivalent"),
        (([0.98], [0.5]), 0, "not resolved"),
        (([0.98, 0.981], [0.5, None]), 0, "not resolved"),
    ],
)
def test_known_verdicts_whichever_stands_first(
    experiment, configuration, accuracies, noise, verdict
):
    rows = [configuration(name, values) for name, values in zip("ab", accuracies, strict=True)]
    answers = made_up_answers(*rows, noise=noise)
    for order in (rows, rows[::-1]):
        (found,) = find_differences(experiment(*order, answers=answers))
        assert found.verdict == verdict


def test_the_order_of_the_config_changes_no_verdict(experiment, configuration):
    rows = [
        configuration("a", [0.9804] * 3),
        configuration("b", [0.9801] * 3),
        configuration("c", [0.97, 0.98, 0.99]),
        configuration("d", POOR),
        configuration("e", [0.97]),
    ]
    forward, backward = (find_differences(experiment(*order)) for order in (rows, rows[::-1]))
    assert verdicts(forward) == verdicts(backward)
    assert len(set(verdicts(forward).values())) == 3


@pytest.mark.parametrize("values", [[[None], [None]], [GOOD], [GOOD, [None, None]]])
def test_nothing_to_compare_gives_no_finding(experiment, configuration, values):
    rows = [configuration(name, one) for name, one in zip("ab", values, strict=False)]
    assert find_differences(experiment(*rows)) == []


def test_all_failed(experiment, gap):
    assert find_differences(experiment(gaps=(gap("a", ["killed"]), gap("b", ["killed"])))) == []


def test_a_diverged_run_takes_no_part(experiment, configuration):
    rows = [configuration("a", [None, *GOOD]), configuration("b", FAIR)]
    answers = made_up_answers(*rows)
    del answers["a-0"]
    (found,) = find_differences(experiment(*rows, answers=answers))
    assert found.verdict == "better"
    assert "a-0" not in found.evidence.runs


def test_one_seed_is_no_comparison(experiment, configuration):
    (found,) = find_differences(experiment(configuration("a", [0.98]), configuration("b", [0.96])))
    assert (found.evidence.p, found.evidence.interval) == (None, None)
    assert found.details["of_one_seed"] == ["a", "b"]


def test_different_tasks_are_compared_image_by_image_all_the_same(experiment, configuration):
    digit_1 = Majority(0.902, "not 1", 10000, 0.3207)
    (found,) = find_differences(
        experiment(configuration("a", GOOD), configuration("b", FAIR, majority=digit_1))
    )
    assert found.verdict == "better"


def test_every_kind_says_which_runs_it_rests_on(experiment, configuration):
    rows = [
        configuration(
            f"u{units}",
            accuracies,
            {"units": units},
            held_out_accuracy_oscillation=0.02,
        )
        for units, accuracies in ((1, [None, 0.9, 0.901]), (2, FAIR), (3, GOOD))
    ]
    published = ({"of": {"units": 2}, "test_accuracy": 0.97, "test_loss": None},)
    found = find_all(experiment(*rows, axes=("units",), published=published))
    assert {one.kind for one in found} == {
        *("best", "difference", "trend", "overfitting", "convergence", "oscillation"),
        *("not_trained", "diverged", "seed_spread", "published"),
    }
    of_rules = {"overfitting", "convergence", "oscillation", "diverged", "published", "not_trained"}
    for one in found:
        assert one.evidence.runs, one.id
        assert one.evidence.n, one.id
        assert one.evidence.test or one.kind == "diverged", one.id
        # What holds for several runs, each by itself, has no one p-value or interval.
        if one.kind not in of_rules:
            assert one.evidence.p is not None or one.evidence.interval, one.id


def test_sixty_configurations_are_compared_with_the_best_alone(
    experiment, configuration, monkeypatch
):
    asked = []
    compared = comparing.compared

    def compare_and_note(table, one, other):
        asked.append((one.name, other.name))
        return compared(table, one, other)

    monkeypatch.setattr(comparing, "compared", compare_and_note)
    rows = [configuration(f"c{n}", [0.9 + n / 1000, 0.9 + n / 1000]) for n in range(60)]
    table = experiment(*rows)
    assert len(find_differences(table)) == 59
    assert sorted(asked) == sorted(("c59", f"c{n}") for n in range(59))


def test_a_pair_that_the_sweep_sets_side_by_side_has_one_verdict(experiment, configuration):
    """Among many others, the lead over the second of the pair would not be told apart."""
    accuracies = {
        ("tanh", 4): [0.9800, 0.9830, 0.9815],
        ("relu", 4): [0.9760, 0.9745, 0.9775],
    } | {("relu", n): [0.90, 0.99, 0.80] for n in range(5, 12)}
    rows = [
        configuration(
            f"{activation}-{layers}", values, {"activation": activation, "layers": layers}
        )
        for (activation, layers), values in accuracies.items()
    ]
    apart = find_differences(experiment(*rows))
    assert verdicts(apart)["tanh-4", "relu-4"] == "not resolved"
    table = experiment(*rows)
    axes = (SweptAxis("activation", ["tanh", "relu"]), SweptAxis("layers", list(range(4, 12))))
    table = replace(table, summary=replace(table.summary, axes=axes))
    (pair,) = find_paired_differences(table)
    (same,) = [one for one in find_differences(table) if one.details["is_planned"]]
    assert (pair.subject, same.subject) == (("tanh-4", "relu-4"), ("tanh-4", "relu-4"))
    assert (pair.verdict, same.verdict) == ("worse", "better")
    assert pair.evidence.p == same.evidence.p
    assert pair.numbers["difference"] == -same.numbers["difference"]
