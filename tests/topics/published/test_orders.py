"""Whether our runs bear out the order in which accuracies were published."""

from dataclasses import replace
from itertools import combinations
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.reference_statistics import compare_family
from findings.spoken import speaker
from labbook.topics.published.orders import MOST_NAMED, find_published_order
from made_up_plans import run_settings

HIGH, LOW = [0.95, 0.951, 0.949], [0.90, 0.901, 0.899]
WILD = [0.95, 0.5, 0.7]


def published(units: int, accuracy: float | None, **more: Any) -> dict[str, Any]:
    return {"of": {"units": units}, "test_accuracy": accuracy, **more}


def table_of(experiment, configuration, ours, numbers, **more):
    """Ours and the published accuracies by configuration, in order."""
    rows = [
        configuration(f"u{place}", values, {"units": place})
        for place, values in enumerate(ours)
        if values is not None
    ]
    entries = tuple(published(place, number) for place, number in enumerate(numbers))
    return experiment(*rows, published=entries, published_source="A report", **more)


@pytest.mark.parametrize(
    ("ours", "numbers", "verdict"),
    [
        ([HIGH, LOW], [0.95, 0.93], "supported"),
        ([LOW, HIGH], [0.95, 0.93], "contradicted"),
        ([HIGH, WILD], [0.95, 0.93], "not resolved"),
        ([HIGH, LOW, WILD], [0.98, 0.95, 0.92], "in part"),
        ([HIGH, LOW, WILD], [0.95, 0.98, 0.92], "contradicted"),
    ],
)
def test_verdicts(experiment, configuration, ours, numbers, verdict) -> None:
    (found,) = find_published_order(table_of(experiment, configuration, ours, numbers))
    assert found.verdict == verdict
    other = table_of(experiment, configuration, ours, numbers, other_data="a subset of the data")
    assert find_published_order(other) == []


# The last two of 0.9922 and 0.9921 might be rounded from one number.
@pytest.mark.parametrize("numbers", [[0.9], [0.9, 0.9], [0.9, None], [], [0.9922, 0.9921]])
def test_without_an_order_there_is_no_finding(experiment, configuration, numbers) -> None:
    assert find_published_order(table_of(experiment, configuration, [HIGH, LOW], numbers)) == []


def test_what_is_practically_equal_is_no_support(experiment, configuration) -> None:
    ours = [[0.95] * 3, [0.9501] * 3]
    (found,) = find_published_order(table_of(experiment, configuration, ours, [0.96, 0.91]))
    assert (found.verdict, found.numbers["n_equivalent"]) == ("not resolved", 1)
    assert found.details["pairs"] == [["u0", "u1", "equivalent"]]


def test_equals_are_counted_and_not_judged(experiment, configuration) -> None:
    (found,) = find_published_order(
        table_of(experiment, configuration, [HIGH, LOW, LOW], [0.95, 0.92, 0.92])
    )
    assert (found.numbers["n_pairs"], found.numbers["n_level"]) == (2, 1)


def test_a_number_of_other_settings_or_of_an_earlier_epoch_says_nothing(
    experiment, configuration
) -> None:
    settings = run_settings(optimizer={"name": "sgd", "learning_rate": 0.1})
    rows = [
        replace(configuration(f"u{n}", HIGH, {"units": n}), settings=settings) for n in range(3)
    ]
    entries = (
        published(0, 0.93),
        published(1, 0.83, conditions={"learning_rate": 0.5}),
        published(2, 0.7, epoch=50),
    )
    assert find_published_order(experiment(*rows, published=entries)) == []
    (found,) = find_published_order(
        experiment(*rows, published=(published(0, 0.93), published(1, 0.83, epoch=100)))
    )
    assert found.numbers["n_pairs"] == 1


def test_about_so_much_and_one_seed_have_no_order(experiment, configuration) -> None:
    rows = [configuration(f"u{n}", values, {"units": n}) for n, values in enumerate((HIGH, LOW))]
    about = (published(0, 0.95, approximate=True), published(1, 0.83))
    assert find_published_order(experiment(*rows, published=about)) == []
    ours = [HIGH[:1], LOW[:1]]
    assert find_published_order(table_of(experiment, configuration, ours, [0.95, 0.83])) == []


def test_two_sources_are_two_orders(experiment, configuration) -> None:
    rows = [configuration(f"u{n}", values, {"units": n}) for n, values in enumerate((HIGH, LOW))]
    entries = tuple(
        published(units, accuracy, source=source)
        for source, accuracies in (("A", (0.93, 0.83)), ("B", (0.83, 0.93)))
        for units, accuracy in enumerate(accuracies)
    )
    found = find_published_order(experiment(*rows, published=entries))
    assert [(one.details["source"], one.verdict) for one in found] == [
        ("A", "supported"),
        ("B", "contradicted"),
    ]
    assert len({one.id for one in found}) == 2


def test_configurations_without_a_result_are_left_out_by_name(experiment, configuration) -> None:
    ours = [HIGH, LOW, [None, None]]
    (found,) = find_published_order(table_of(experiment, configuration, ours, [0.95, 0.85, 0.75]))
    assert found.details["left_out"] == ["u2"]
    assert "Left out for want of a result: <em>&lt;u2&gt;</em>." in speaker()(found)


def test_of_many_open_pairs_the_contradicted_and_the_widest_are_named(
    experiment, configuration
) -> None:
    ours = [WILD, [0.6, 0.9, 0.8], [0.7, 0.55, 0.9], WILD[::-1], LOW, HIGH]
    numbers = [0.901, 0.801, 0.701, 0.601, 0.953, 0.951]
    (found,) = find_published_order(table_of(experiment, configuration, ours, numbers))
    named = [found.details["pairs"][place] for place in found.details["named"]]
    assert len(named) == MOST_NAMED < len(found.details["open"])
    assert found.details["open"][:MOST_NAMED] == found.details["named"]
    assert named[0] == ["u4", "u5", "contradicted"]
    assert not found.details["names_all"]
    n_supported = found.numbers["n_supported"]
    assert len({*found.details["open"]}) == found.numbers["n_pairs"] - n_supported
    published = [found.numbers["pairs"][place]["published"] for place in found.details["open"]]
    leads = [higher - lower for higher, lower in published[1:]]
    assert leads == sorted(leads, reverse=True)


ACCURACIES = st.integers(880, 960).map(lambda n: n / 1000)


@given(data=st.data())
def test_every_pair_is_judged_once_by_the_comparison_of_the_project(
    experiment, configuration, data
) -> None:
    n = data.draw(st.integers(2, 5))
    ours = data.draw(st.lists(st.lists(ACCURACIES, min_size=1, max_size=4), min_size=n, max_size=n))
    numbers = data.draw(st.lists(st.sampled_from([0.901, 0.921, 0.951]), min_size=n, max_size=n))
    table = table_of(experiment, configuration, ours, numbers)
    rows = table.summary.configurations
    apart = [(a, b) for a, b in combinations(range(n), 2) if numbers[a] != numbers[b]]
    ordered = [sorted(pair, key=lambda place: -numbers[place]) for pair in apart]
    found = find_published_order(table)
    if not any(min(len(ours[a]), len(ours[b])) > 1 for a, b in apart):
        assert found == []
        return
    (finding,) = found
    counts = {
        word: finding.numbers[f"n_{word}"]
        for word in ("supported", "contradicted", "equivalent", "not_resolved")
    }
    assert sum(counts.values()) == finding.numbers["n_pairs"] == len(apart)
    assert finding.numbers["n_level"] == n * (n - 1) // 2 - len(apart)
    words = {"better": "supported", "worse": "contradicted"}
    reference = compare_family(table, [(rows[a], rows[b]) for a, b in ordered])
    expected = [
        [f"u{a}", f"u{b}", words.get(one.verdict, one.verdict)]
        for (a, b), one in zip(ordered, reference, strict=True)
    ]
    assert finding.details["pairs"] == expected
    for (a, b), (_, _, verdict) in zip(ordered, expected, strict=True):
        if verdict == "supported":
            assert fmean(ours[a]) > fmean(ours[b])
        if verdict == "contradicted":
            assert fmean(ours[a]) < fmean(ours[b])


@given(data=st.data())
def test_an_order_turned_round_turns_support_into_contradiction(
    experiment, configuration, data
) -> None:
    ours = data.draw(st.lists(st.lists(ACCURACIES, min_size=2, max_size=4), min_size=3, max_size=3))
    forward, backward = (
        find_published_order(table_of(experiment, configuration, ours, numbers))[0]
        for numbers in ([0.901, 0.921, 0.951], [0.951, 0.921, 0.901])
    )
    assert forward.numbers["n_supported"] == backward.numbers["n_contradicted"]
    assert forward.numbers["n_contradicted"] == backward.numbers["n_supported"]
    assert forward.numbers["n_equivalent"] == backward.numbers["n_equivalent"]
