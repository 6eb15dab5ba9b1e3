from dataclasses import replace

import pytest

from labbook.artifacts.summary import Majority
from labbook.topics.published.accuracies import find_published
from labbook.topics.published.findings import find_published_loss
from labbook.topics.published.section import told_together
from made_up_plans import run_settings

OTHER_DATA = "MNIST in place of SVHN"


def published(accuracy, of=None, loss=None):
    return {"of": of or {}, "test_accuracy": accuracy, "test_loss": loss}


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        ([0.9823, 0.9825, 0.9821], "consistent"),
        ([0.9899, 0.9901, 0.9900], "above"),
        ([0.9699, 0.9701, 0.9700], "below"),
        # Far off on average, but the seeds differ more than that.
        ([0.93, 0.99, 0.99], "consistent"),
        # The mean is off by more than its own interval, but one more run may well do that.
        ([0.9829, 0.9833, 0.9827], "consistent"),
        ([0.9823], "one seed"),
        ([None, None], "no result"),
    ],
)
def test_verdicts(experiment, configuration, ours, verdict):
    entries = (published(0.9823, loss=0.0998),)
    (found,) = find_published(experiment(configuration("a", ours), published=entries))
    assert found.verdict == verdict


def test_on_the_subset_no_agreement_is_claimed(experiment, configuration):
    (found,) = find_published(
        experiment(
            configuration("a", [0.5, 0.6]),
            published=(published(0.98),),
            other_data=OTHER_DATA,
        )
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


@pytest.mark.parametrize(
    ("rate", "conditions", "differs"),
    [
        (0.001, {"learning_rate": 1.0}, True),
        (1.0, {"learning_rate": 1.0}, False),
        (0.001, {}, False),
        (0.001, {"epochs": 20}, True),
    ],
)
def test_why_ours_differs_where_the_config_tells(
    experiment, configuration, rate, conditions, differs
):
    settings = run_settings(optimizer={"name": "adadelta", "learning_rate": rate})
    ours = replace(configuration("a", [0.85, 0.851]), settings=settings)
    entry = published(0.98) | {"conditions": conditions, "source": "C", "note": "Shorter."}
    (found,) = find_published(experiment(ours, published=(entry,), published_source="A"))
    assert bool(found.details["differs"]) == differs
    assert (found.details["source"], found.details["note"]) == ("C", "Shorter.")


@pytest.mark.parametrize(
    ("accuracy", "is_fixed"),
    [(0.9, True), (0.902, True), (0.9021, False), (0.91, False)],
)
def test_a_published_accuracy_that_needs_no_network(experiment, configuration, accuracy, is_fixed):
    # Always answering "not 0" is right for 90.2 % of the test images.
    ours = configuration("a", [0.98, 0.981])
    (found,) = find_published(experiment(ours, published=(published(accuracy),)))
    assert found.details["fixed_answer"] is is_fixed


def test_a_rounding_too_coarse_to_tell_is_no_fixed_answer(experiment, configuration):
    # To one digit 88.65 % is 0.9, and so is much else.
    ours = configuration("a", [0.98, 0.981], majority=Majority(0.8865, "not 1", 10000, 0.3538))
    (found,) = find_published(experiment(ours, published=(published(0.9),)))
    assert found.details["fixed_answer"] is False


def test_two_sources_for_one_configuration(experiment, configuration):
    entries = (published(0.98), published(0.5))
    found = find_published(experiment(configuration("a", [0.98, 0.981]), published=entries))
    assert [one.verdict for one in found] == ["consistent", "above"]
    assert len({one.id for one in found}) == 2


def entry(**numbers):
    return {"of": {}, **numbers}


@pytest.mark.parametrize(
    ("there", "verdict", "keys"),
    [
        ([0.98, 0.981, 0.979], "consistent", ["a-0", "a-1", "a-2"]),
        # The last seed had diverged by then, the second did so later.
        ([0.95, 0.951, None], "below", ["a-0", "a-1"]),
        ([0.98, None, None], "one seed", ["a-0"]),
        ([None, None, None], "no result", ["a-0", "a-1", "a-2"]),
    ],
)
def test_ours_is_that_of_the_published_epoch(experiment, configuration, there, verdict, keys):
    at_500 = [one and {"test_accuracy": one, "test_loss": 0.1} for one in there]
    ours = configuration("a", [0.99, None, None], epochs=1000, at_epochs={500: at_500})
    early = entry(epoch=500, test_accuracy=0.98, test_loss=0.2)
    table = experiment(ours, published=(early,))
    (accuracy,), (loss,) = find_published(table), find_published_loss(table)
    assert accuracy.verdict == verdict
    assert (accuracy.numbers["epoch"], list(accuracy.evidence.runs)) == (500, keys)
    if verdict == "no result":
        assert (loss.verdict, loss.details["why"]) == ("no result", "diverged before")
    else:
        assert accuracy.numbers["ours"]["n"] == len(keys)
        assert loss.verdict == "not judged"
        assert loss.numbers["relative_difference"] == pytest.approx(0.5)
        assert loss.details["side"] == "below"


def test_the_last_epoch_by_its_number_is_the_last_epoch(experiment, configuration):
    ours = configuration("a", [0.98, 0.981], epochs=1000)
    entries = (entry(test_accuracy=0.98), entry(epoch=1000, test_accuracy=0.98))
    first, second = find_published(experiment(ours, published=entries))
    assert first.numbers["ours"] == second.numbers["ours"]


def test_a_training_accuracy_is_judged_by_the_training_images(experiment, configuration):
    # Equal runs are as sharp as one image: of 10,000 for the test, of 48,000 for the training.
    ours = configuration("a", [0.97, 0.97, 0.97], train_accuracy=0.97)
    table = experiment(ours, published=(entry(train_accuracy=0.9701, test_accuracy=0.9701),))
    assert [one.verdict for one in find_published(table)] == ["consistent", "below"]
    assert [one.details["is_first"] for one in find_published(table)] == [True, False]


def test_more_epochs_to_come_are_no_condition_of_an_early_one(experiment, configuration):
    settings = run_settings(optimizer={"name": "sgd", "learning_rate": 0.1}, epochs=1000)
    ours = replace(
        configuration("a", [0.98], epochs=1000, at_epochs={500: [{"test_accuracy": 0.98}]}),
        settings=settings,
    )
    conditions = {"epochs": 2000}
    entries = [
        entry(test_accuracy=0.98, conditions=conditions),
        entry(test_accuracy=0.98, conditions=conditions, epoch=500),
    ]
    last, early = find_published(experiment(ours, published=tuple(entries)))
    assert (len(last.details["differs"]), early.details["differs"]) == (1, [])


@pytest.mark.parametrize(("approximate", "verdict"), [(False, "below"), (True, "consistent")])
def test_about_so_much_is_given_a_percentage_point(
    experiment, configuration, say, approximate, verdict
):
    ours = configuration("a", [0.9740, 0.9741, 0.9742])
    entries = (entry(test_accuracy=0.98, approximate=approximate),)
    (found,) = find_published(experiment(ours, published=entries))
    assert found.verdict == verdict
    assert ("is about" in say(found)) == approximate


@pytest.mark.parametrize(
    ("images", "said"),
    [
        ("unknown", "of which images is not printed"),
        ("train", "is of the training images"),
        ("test", ""),
    ],
)
def test_of_which_images_a_number_is(experiment, configuration, say, images, said):
    entries = (entry(test_accuracy=0.98, images=images),)
    (found,) = find_published(experiment(configuration("a", [0.98, 0.981]), published=entries))
    text = say(found)
    assert said in text
    assert ("images" in text) == bool(said)
    assert ("published test accuracy" in text) == (images != "unknown")


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [(0.9, 2, 0), (0.998, None, 1), (0.9976, None, 2), (0.998, 4, 2), (0.98, 1, 0), (1.0, None, 0)],
)
def test_as_many_digits_as_were_printed(experiment, configuration, number, decimals, shown):
    """`shown`: the decimals of the percentage."""
    entries = (entry(test_accuracy=number, decimals=decimals),)
    (found,) = find_published(experiment(configuration("a", [0.98, 0.981]), published=entries))
    assert found.details["decimals"] == shown


def test_zeros_at_the_end_make_a_number_sharper(experiment, configuration):
    ours = configuration("a", [0.9974, 0.9975, 0.9974])
    entries = tuple(entry(test_accuracy=0.998, decimals=places) for places in (None, 4))
    rounded, exact = find_published(experiment(ours, published=entries))
    assert (rounded.verdict, exact.verdict) == ("consistent", "below")


STUCK, LEARNING = [0.902, 0.902], [0.9928, 0.9975, 0.996]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0.90, "equals that of the 2 runs that fail to train, and that of no run that trains."),
        (0.9928, "equals that of no run that fails to train, and that of some runs that train."),
        (0.95, "equals that of no run that fails to train, and that of no run that trains."),
    ],
)
def test_over_runs_of_two_sorts_there_is_no_interval(experiment, configuration, say, number, said):
    """Two that are stuck and three that learn: an interval over both would hold nearly all."""
    ours = configuration("a", STUCK + LEARNING)
    (found,) = find_published(
        experiment(ours, published=(entry(test_accuracy=number, decimals=2),))
    )
    assert (found.verdict, found.details["fits"], found.details["near"]) == (
        "two sorts",
        None,
        False,
    )
    assert "interval" not in found.numbers
    assert found.numbers["untrained"]["n"] + found.numbers["trained"]["n"] == 5
    text = say(found)
    assert said in text
    assert "Of ours, 2 runs fail to train (0.902) and 3 runs train (" in text
    assert "consistent" not in text


def test_runs_of_two_sorts_have_no_mean_on_other_data_either(experiment, configuration, say):
    rows = [
        configuration("a", STUCK + LEARNING, {"units": 8}),
        configuration("b", [0.97, 0.971], {"units": 9}),
    ]
    entries = tuple(entry(test_accuracy=0.97) | {"of": {"units": units}} for units in (8, 9))
    found = find_published(experiment(*rows, published=entries, other_data=OTHER_DATA))
    assert [len(group) for group in told_together(found)] == [1, 1]
    text = say(found[0])
    assert "ours is" not in text
    assert "2 runs fail to train" in text
    assert "so no agreement is claimed" in text


def test_numbers_of_other_data_share_a_sentence(experiment, configuration):
    """Whether or not they lie in the interval, of which nothing is said."""
    rows = [configuration(f"u{n}", [0.97, 0.971], {"units": n}) for n in (8, 9)]
    entries = tuple(
        entry(test_accuracy=accuracy) | {"of": {"units": units}}
        for units, accuracy in ((8, 0.9705), (9, 0.5))
    )
    found = find_published(experiment(*rows, published=entries, other_data=OTHER_DATA))
    assert [one.details["fits"] for one in found] == [True, False]
    assert len(told_together(found)) == 1


def test_runs_none_of_which_trains_are_of_one_sort(experiment, configuration):
    ours = configuration("a", [0.902] * 3)
    (found,) = find_published(experiment(ours, published=(entry(test_accuracy=0.902),)))
    assert found.verdict == "consistent"
