"""Which configuration is the best: the one with the highest mean over its seeds."""

from collections.abc import Iterable

from labbook.artifacts.summary import ConfigurationSummary

# A report ranks configurations by this metric; nothing is chosen by it.
TEST_ACCURACY = "test_accuracy"
# A configuration that the report shows in detail is chosen by this metric.
VALIDATION_ACCURACY = "val_accuracy"


def ranked(
    configurations: Iterable[ConfigurationSummary], metric: str
) -> list[ConfigurationSummary]:
    """The configurations with a mean, the highest first; equals keep the given order."""
    known = [
        configuration
        for configuration in configurations
        if configuration.metrics[metric].mean is not None
    ]
    # The minus sign sorts from high to low and keeps the order of equals.
    return sorted(known, key=lambda configuration: -(configuration.metrics[metric].mean or 0.0))


def best(configurations: Iterable[ConfigurationSummary], metric: str) -> list[ConfigurationSummary]:
    """The configurations that share the highest mean, in the given order; the first is the best.

    Empty if none has a mean.
    """
    in_order = ranked(configurations, metric)
    return [
        configuration
        for configuration in in_order
        if configuration.metrics[metric].mean == in_order[0].metrics[metric].mean
    ]
