from dataclasses import replace

import pytest

from labbook.artifacts.summary import Majority
from labbook.findings.published import find_published


def published(accuracy, of=None, loss=None):
    return {"of": of or {}, "test_accuracy": accuracy, "test_loss": loss}


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        ([0.9823, 0.9825, 0.9821], "consistent"),
        ([0.9899, 0.9901, 0.9900], "above"),
        ([0.9699, 0.9701, 0.9700], "below"),
        # Far off on average, but the seeds differ more than that.
        ([0.90, 0.99, 0.99], "consistent"),
        ([0.9823], "consistent"),
        ([0.99], "above"),
        ([None, None], "no result"),
    ],
)
def test_verdicts(experiment, configuration, ours, verdict):
    entries = (published(0.9823, loss=0.0998),)
    (found,) = find_published(experiment(configuration("a", ours), published=entries))
    assert found.verdict == verdict


def test_on_the_subset_no_agreement_is_claimed(experiment, configuration):
    (found,) = find_published(
        experiment(configuration("a", [0.5, 0.6]), published=(published(0.98),), is_subset=True)
    )
    assert found.verdict == "other data"


def test_a_number_is_set_beside_its_own_configuration(experiment, configuration):
    rows = [
        configuration("a", [0.97, 0.971], {"activation": "relu", "units": 8}),
        configuration("b", [0.98, 0.981], {"activation": "relu", "units": 64}),
    ]
    entries = (
        published(0.98, {"units": 64}),
        published(0.97, {"activation": "relu", "units": 8}),
        published(0.5, {"units": 9}),
        published(None, {"units": 8}, loss=0.1),
    )
    found = find_published(experiment(*rows, published=entries, published_source="A and B"))
    assert [one.subject for one in found] == [("b",), ("a",)]
    assert found[0].details["source"] == "A and B"


@pytest.mark.parametrize(
    ("finished", "why"), [([], "failed"), ([None, None], "failed or diverged")]
)
def test_a_number_whose_runs_failed_has_nothing_to_stand_beside(
    experiment, configuration, gap, finished, why
):
    rows = [configuration("a", finished, {"units": 8})] if finished else []
    gaps = (gap("a", ["killed"], {"units": 8}, finished=len(finished)),)
    entries = (published(0.98, {"units": 8}),)
    (found,) = find_published(experiment(*rows, gaps=gaps, published=entries))
    assert (found.verdict, found.subject) == ("no result", ("a",))
    assert found.details["why"] == why
    assert found.details["one_run"] == (not finished)


CONDITIONS = {"learning_rate": 1.0}


@pytest.mark.parametrize(
    ("rate", "conditions", "differs", "old"),
    [
        (0.001, CONDITIONS, True, True),
        (1.0, CONDITIONS, False, False),
        (0.001, {"learning_rate": 0.5}, True, False),
        (0.001, {}, False, False),
        (0.001, {"epochs": 20}, True, False),
    ],
)
def test_why_ours_differs_where_the_config_tells(
    experiment, configuration, rate, conditions, differs, old
):
    settings = {"optimizer": {"name": "adadelta", "learning_rate": rate}, "epochs": 100}
    ours = replace(configuration("a", [0.85, 0.851]), settings=settings)
    entry = published(0.98) | {"conditions": conditions, "source": "C", "note": "Shorter."}
    (found,) = find_published(experiment(ours, published=(entry,), published_source="A"))
    assert (bool(found.details["differs"]), found.details["old_adadelta"]) == (differs, old)
    assert (found.details["source"], found.details["note"]) == ("C", "Shorter.")


@pytest.mark.parametrize(
    ("accuracy", "is_fixed"), [(0.9, True), (0.902, True), (0.9021, False), (0.91, False)]
)
def test_a_published_accuracy_that_needs_no_network(experiment, configuration, accuracy, is_fixed):
    # Always answering "not 0" is right for 90.2 % of the test images.
    ours = configuration("a", [0.98, 0.981])
    (found,) = find_published(experiment(ours, published=(published(accuracy),)))
    assert found.details["fixed_answer"] is is_fixed


def test_a_rounding_too_coarse_to_tell_is_no_fixed_answer(experiment, configuration):
    # To one digit 88.65 % is 0.9, and so is much else.
    ours = configuration("a", [0.98, 0.981], majority=Majority(0.8865, "not 1", 10000))
    (found,) = find_published(experiment(ours, published=(published(0.9),)))
    assert found.details["fixed_answer"] is False


def test_two_sources_for_one_configuration(experiment, configuration):
    entries = (published(0.98), published(0.5))
    found = find_published(experiment(configuration("a", [0.98, 0.981]), published=entries))
    assert [one.verdict for one in found] == ["consistent", "above"]
    assert len({one.id for one in found}) == 2
