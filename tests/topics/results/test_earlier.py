"""The network of an experiment beside what earlier ones have chosen."""

from dataclasses import replace

import pytest

from labbook.artifacts.summary import Majority
from labbook.topics.results.earlier import find_beside_earlier
from labbook.topics.results.findings import FINDERS

GOOD = [0.980, 0.981, 0.980]
FAIR = [0.970, 0.971, 0.970]


def after(earlier, experiment):
    """`experiment` with the others before it."""
    summary = replace(experiment.summary, experiment="later")
    return replace(experiment, summary=summary, earlier=tuple(earlier))


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [(GOOD, FAIR, "better"), (FAIR, GOOD, "worse"), ([0.98] * 3, [0.9801] * 3, "equivalent")],
)
def test_the_one_network_beside_the_one_before(
    experiment, configuration, say, ours, theirs, verdict
):
    before = experiment(configuration("theirs", theirs))
    (found,) = find_beside_earlier(after([before], experiment(configuration("ours", ours))))
    assert (found.verdict, found.details["earlier"]) == (verdict, "trial")
    assert found.numbers["size"] == pytest.approx(abs(sum(ours) - sum(theirs)) / 3)
    assert {*found.evidence.runs} == {
        f"{name}-{n}" for name in ("ours", "theirs") for n in range(3)
    }
    words = {"better": "more accurate, by", "worse": "less accurate, by"}
    assert f"The network is {words.get(verdict, 'as accurate, within')}" in say(found)
    assert " the one with <em>theirs</em> in section trial." in say(found)


def test_validation_chooses_on_both_sides(experiment, configuration, say):
    before = [
        experiment(configuration("low", GOOD, val_accuracy=0.5)),
        experiment(
            configuration("most right", GOOD, val_accuracy=0.6),
            configuration("chosen", FAIR, val_accuracy=0.9),
        ),
    ]
    here = experiment(
        configuration("also most right", [0.99] * 3, val_accuracy=0.7),
        configuration("ours", GOOD, val_accuracy=0.8),
    )
    (found,) = find_beside_earlier(after(before, here))
    assert found.subject == ("ours",)
    assert found.details["earlier_configuration"] == "chosen"
    assert say(found).startswith(
        "Chosen in validation, the network with <em>&lt;ours&gt;</em> is more accurate, by"
    )


NAMED = {"epochs": 10000}


def test_other_epochs_are_told(experiment, configuration, say):
    before = experiment(configuration("theirs", FAIR, epochs=10000))
    (found,) = find_beside_earlier(
        after([before], experiment(configuration("ours", GOOD, epochs=500)))
    )
    assert say(found).endswith(" in section trial, which had 10000 epochs instead of 500.")
    # Whose name has them.
    before = experiment(replace(configuration("10000 epochs", FAIR, epochs=10000), varied=NAMED))
    (found,) = find_beside_earlier(after([before], experiment(configuration("ours", GOOD))))
    assert say(found).endswith(" in section trial.")


def test_earlier_networks_of_one_name_are_not_taken_for_each_other(experiment, configuration):
    better = experiment(configuration("same", GOOD, val_accuracy=0.9))
    worse = experiment(configuration("same", FAIR, val_accuracy=0.5))
    here = experiment(configuration("ours", [0.99] * 3, val_accuracy=0.95))
    (found,) = find_beside_earlier(after([better, worse], here))
    assert found.numbers["size"] == pytest.approx(0.99 - sum(GOOD) / 3)


def test_test_images_choose_nothing(experiment, configuration):
    two = [configuration(name, GOOD, n_validation=0) for name in "ab"]
    alone = configuration("c", FAIR, n_validation=0)
    assert find_beside_earlier(after([experiment(alone)], experiment(*two))) == []
    assert find_beside_earlier(after([experiment(*two)], experiment(alone))) == []
    other = configuration("d", FAIR, n_validation=0)
    assert find_beside_earlier(after([experiment(other)], experiment(alone)))


def test_what_cannot_be_compared_is_left_alone(experiment, configuration):
    here = experiment(configuration("ours", GOOD))
    other_task = configuration("a", FAIR, majority=Majority(0.902, "not 1", 10000, 0.3207))
    one_answer = configuration("b", [0.97, 0.902, 0.97])
    same_runs = configuration("ours", GOOD)
    other_images = experiment(configuration("c", FAIR))
    dataset = replace(other_images.summary.dataset, sha256="0" * 64)
    elsewhere = replace(other_images, summary=replace(other_images.summary, dataset=dataset))
    before = [*map(experiment, (other_task, one_answer, same_runs)), elsewhere]
    assert find_beside_earlier(after(before, here)) == []
    assert find_beside_earlier(after([experiment(configuration("d", FAIR))], here))


def test_one_seed_is_no_comparison(experiment, configuration, say):
    before = experiment(configuration("theirs", [0.9]))
    (found,) = find_beside_earlier(after([before], experiment(configuration("ours", [0.99]))))
    assert (found.verdict, found.evidence.p) == ("not resolved", None)
    assert "cannot be compared" in say(found)


def test_it_is_found_with_the_others():
    assert find_beside_earlier in FINDERS
