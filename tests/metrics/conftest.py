"""A configuration with given test accuracies, and nothing else of interest."""

import pytest

from labbook.artifacts.summary import ConfigurationSummary, Majority
from labbook.metrics.statistic import describe


@pytest.fixture(scope="session")
def configuration():
    def build(name: str, test_accuracies: list[float | None]) -> ConfigurationSummary:
        return ConfigurationSummary(
            name=name,
            label=name,
            varied={},
            settings={},
            parameters=785,
            n_train=800,
            n_validation=200,
            n_test=10000,
            steps_per_epoch=8,
            batch_size_used=100,
            majority=Majority(0.902, "not 0", 10000),
            n_runs=len(test_accuracies),
            n_diverged=test_accuracies.count(None),
            metrics={"test_accuracy": describe(test_accuracies)},
            runs=(),
        )

    return build
