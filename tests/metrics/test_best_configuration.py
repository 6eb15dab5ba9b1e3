"""The best is the highest mean, and of equals the first."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from findings.conftest import build_configuration
from labbook.artifacts.summary import ConfigurationSummary, PlannedConfiguration, Statistic
from labbook.metrics.best_configuration import (
    TEST_ACCURACY,
    best,
    n_best,
    ranked,
    shown_one_by_one,
)

Make = Callable[[str, float | None], ConfigurationSummary]


@pytest.fixture
def with_accuracy(configuration: Callable[..., ConfigurationSummary]) -> Make:
    def make(name: str, mean: float | None) -> ConfigurationSummary:
        found = configuration(name, [0.9])
        values = () if mean is None else (mean,)
        statistic = Statistic(mean, None, len(values), values)
        return replace(found, metrics={**found.metrics, TEST_ACCURACY: statistic})

    return make


def test_equals_keep_their_order_and_what_has_no_mean_is_left_out(with_accuracy: Make) -> None:
    given = [
        with_accuracy(name, mean)
        for name, mean in [("low", 0.8), ("first", 0.9), ("none", None), ("second", 0.9)]
    ]
    assert [one.name for one in ranked(given, TEST_ACCURACY)] == ["first", "second", "low"]
    assert [one.name for one in best(given, TEST_ACCURACY)] == ["first", "second"]


def test_of_none_there_is_no_best(with_accuracy: Make) -> None:
    assert best([with_accuracy("none", None)], TEST_ACCURACY) == []


@pytest.mark.parametrize(
    ("counts", "most"),
    [([24] * 9, 20), ([25], 20), ([25] * 3 + [4], 20), ([100] * 6, 10), ([100] * 50, 3)],
)
def test_several_large_experiments_share_what_is_shown(counts: list[int], most: int) -> None:
    assert n_best(counts) == most


def shown(means: dict[str, tuple[float, float]], most: int) -> list[str]:
    """`means`: of validation and test, by name."""
    planned = [
        PlannedConfiguration(build_configuration(name, [test], val_accuracy=validation), None)
        for name, (validation, test) in means.items()
    ]
    return [one.known.name for one in shown_one_by_one(planned, most)]


def test_of_very_many_the_best_by_validation_are_shown_and_the_best_of_the_test() -> None:
    means = {f"c{place}": (0.5 + place / 100, 0.9 - place / 100) for place in range(25)}
    assert shown(means, 3) == ["c24", "c23", "c22", "c0"]
    del means["c24"]
    assert shown(means, 3) == list(means)
    means |= {"best": (0.9, 0.95)}
    assert shown(means, 3) == ["best", "c23", "c22"]


def test_without_any_result_the_first_of_the_plan_are_shown() -> None:
    planned = [
        PlannedConfiguration(build_configuration(f"c{place}", [None]), None) for place in range(25)
    ]
    assert shown_one_by_one(planned, 3) == planned[:3]
