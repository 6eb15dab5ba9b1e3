"""Which configuration is the best: the one with the highest mean over its seeds."""

from collections.abc import Iterable

from labbook.artifacts.summary import ConfigurationSummary

# What a report ranks by, to describe; nothing is chosen by it.
TEST_ACCURACY = "test_accuracy"
# What a configuration is chosen by, where one of several is looked at closely.
VALIDATION_ACCURACY = "val_accuracy"


def ranked(
    configurations: Iterable[ConfigurationSummary], metric: str
) -> list[ConfigurationSummary]:
    """Those with a mean, the highest first; equals in the order given."""
    known = [
        configuration
        for configuration in configurations
        if configuration.metrics[metric].mean is not None
    ]
    # A stable sort: reversed by sign, as `reverse` would turn equals round.
    return sorted(known, key=lambda configuration: -(configuration.metrics[metric].mean or 0.0))


def best(configurations: Iterable[ConfigurationSummary], metric: str) -> list[ConfigurationSummary]:
    """All that share the highest mean, in the order given; the first of them is called the best.

    Empty where none has a mean.
    """
    in_order = ranked(configurations, metric)
    return [
        configuration
        for configuration in in_order
        if configuration.metrics[metric].mean == in_order[0].metrics[metric].mean
    ]
