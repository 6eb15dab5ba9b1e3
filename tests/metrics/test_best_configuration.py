"""The best is the highest mean, and of equals the first."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from labbook.artifacts.summary import ConfigurationSummary, Statistic
from labbook.metrics.best_configuration import TEST_ACCURACY, best, ranked

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
