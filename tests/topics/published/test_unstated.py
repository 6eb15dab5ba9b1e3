"""Where a source does not state a setting, no agreement is claimed, and none is denied."""

from dataclasses import replace

import pytest

from labbook.topics.published.accuracies import find_published
from labbook.topics.published.conditions import alike_but_for
from labbook.topics.published.findings import find_published_loss
from labbook.topics.published.orders import find_published_order
from labbook.topics.published.section import accuracies_beside_ours, told_together
from made_up_plans import run_settings

LOW, MIDDLE, HIGH = [0.920, 0.921, 0.9205], [0.9350, 0.9352, 0.9348], [0.97, 0.971, 0.969]


def of_rates(configuration, *accuracies, names=("slow", "fast", "faster")):
    """One network with several learning rates."""
    return [
        replace(
            configuration(name, ours, {"learning_rate": place}),
            settings=run_settings(optimizer={"name": "sgd", "learning_rate": 0.5 + place}),
        )
        for place, (name, ours) in enumerate(zip(names, accuracies, strict=False))
    ]


def of_size(units):
    return run_settings(hidden=[{"units": units, "activation": "relu"}])


def of_sizes(configuration, *accuracies):
    """Networks of one to three hidden units."""
    return [
        replace(configuration(f"u{place}", ours, {"units": place}), settings=of_size(place + 1))
        for place, ours in enumerate(accuracies)
    ]


def entry(accuracy, rate=0, **more):
    of = {} if rate is None else {"learning_rate": rate}
    return {"of": of, "test_accuracy": accuracy, "images": "test", **more}


UNSTATED = {"unstated": ("learning_rate",)}


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [
        # It is far from each, and neither above ours nor below: the rate may have been between.
        (
            0.9238,
            "The published test accuracy of 0.9238 as percent (its learning rate is not printed) "
            "lies between ours with <em>&lt;slow&gt;</em> (0.9205) and with <em>&lt;fast&gt;</em> "
            "(0.935).",
        ),
        (
            0.9204,
            "fits ours with <em>&lt;slow&gt;</em> (0.9205), and not with <em>&lt;fast&gt;</em>",
        ),
        (0.95, "fits none of ours: with <em>&lt;slow&gt;</em> (0.9205) and with <em>&lt;fast&gt;"),
    ],
)
def test_each_of_ours_that_it_may_be_about(experiment, configuration, say, accuracy, said) -> None:
    rows = of_rates(configuration, LOW, MIDDLE)
    for named in (0, 1):
        table = experiment(*rows, published=(entry(accuracy, named, **UNSTATED),))
        found = find_published(table)
        assert [one.subject for one in found] == [("slow",), ("fast",)]
        assert {one.verdict for one in found} == {"not judged"}
        (together,) = told_together(found)
        assert said in say(together)
        assert len(accuracies_beside_ours(found)) == 1


def test_of_several_it_lies_between_the_nearest(experiment, configuration, say) -> None:
    rows = of_rates(configuration, HIGH, LOW, MIDDLE)
    found = find_published(experiment(*rows, published=(entry(0.95, **UNSTATED),)))
    assert found[0].details["between"] == ["faster", "slow"]
    assert "slow" in (text := say(found))
    assert "<em>&lt;fast&gt;</em>" not in text


def test_of_one_configuration_it_fits_or_not(experiment, configuration, say) -> None:
    rows = of_rates(configuration, LOW)
    for accuracy, said in ((0.9204, "fits ours"), (0.9238, "does not fit ours")):
        (found,) = find_published(experiment(*rows, published=(entry(accuracy, None, **UNSTATED),)))
        assert found.verdict == "not judged"
        assert f"{said} with <em>&lt;slow&gt;</em> (0.9205)" in say(found)


def test_numbers_that_fit_share_a_sentence(experiment, configuration, say) -> None:
    rows = of_sizes(configuration, LOW, MIDDLE, HIGH)
    entries = tuple(
        {**entry(accuracy, None, unstated=("optimizer", "batch_size")), "of": {"units": units}}
        for units, accuracy in enumerate((0.9204, 0.9351, 0.8))
    )
    groups = told_together(find_published(experiment(*rows, published=entries)))
    assert [len(group) for group in groups] == [2, 1]
    assert "(in brackets; their optimizer and batch size are not printed) fit ours, by" in say(
        groups[0]
    )


def test_without_the_key_the_same_number_is_judged(experiment, configuration) -> None:
    rows = of_rates(configuration, LOW, MIDDLE)
    (found,) = find_published(experiment(*rows, published=(entry(0.9238),)))
    assert found.verdict == "below"


def test_a_loss_stands_beside_each_and_is_given_to_none(experiment, configuration, say) -> None:
    rows = of_rates(configuration, LOW, MIDDLE)
    found = find_published_loss(
        experiment(*rows, published=(entry(None, test_loss=0.33, **UNSTATED),))
    )
    assert len(found) == 2
    assert "is 0.33 (its learning rate is not printed); ours with <em>&lt;slow" in say(found[0])


def test_a_number_of_either_of_two_has_no_order(experiment, configuration) -> None:
    rows = of_rates(configuration, LOW, MIDDLE, HIGH)
    entries = (entry(0.92), entry(0.94, 1, **UNSTATED), entry(0.97, 2))
    (found,) = find_published_order(experiment(*rows, published=entries))
    assert found.subject == ("slow", "faster")


def test_an_order_says_what_is_not_stated(experiment, configuration, say) -> None:
    rows = of_sizes(configuration, LOW, HIGH)
    entries = tuple(
        {**entry(accuracy, None, unstated=("optimizer",)), "of": {"units": units}}
        for units, accuracy in enumerate((0.92, 0.97))
    )
    (found,) = find_published_order(experiment(*rows, published=entries))
    assert "(their optimizer is not printed) put 1 pair" in say(found)


def test_alike_but_for_what_is_not_stated() -> None:
    ours = run_settings(optimizer={"name": "sgd", "learning_rate": 0.5}, batch_size=10)
    rate = replace(ours, optimizer={"name": "sgd", "learning_rate": 1.0})
    optimizer = replace(ours, optimizer={"name": "adam", "learning_rate": 1.0})
    assert alike_but_for(["learning_rate"], ours, rate)
    assert not alike_but_for(["learning_rate"], ours, optimizer)
    assert alike_but_for(["optimizer"], ours, optimizer)
    assert not alike_but_for(["learning_rate"], ours, replace(rate, batch_size=20))
    assert alike_but_for(["units"], *map(of_size, (8, 16)))
    assert not alike_but_for(["learning_rate"], *map(of_size, (8, 16)))
