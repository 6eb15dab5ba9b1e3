"""Which configuration is the best, and which one is looked at closely."""

from collections.abc import Iterable

from labbook.artifacts.summary import ConfigurationSummary, Gap, RunSummary, Summary

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


BY_VALIDATION = "validation accuracy"
ONLY_ONE = "only one"


def choose_configuration(summary: Summary) -> tuple[ConfigurationSummary | Gap, str]:
    """The configuration to look at, the first of equals, and what it was chosen by.

    Never by the test images. The first of the plan, if every run diverged or failed.
    """
    planned = [planned.known for planned in summary.planned]
    if len(planned) == 1:
        return planned[0], ONLY_ONE
    accurate = best(summary.configurations, VALIDATION_ACCURACY)
    return (accurate or planned)[0], BY_VALIDATION


def counted_runs(configuration: ConfigurationSummary | Gap) -> list[RunSummary]:
    """Its runs that finished and did not diverge, in the plan's order."""
    if isinstance(configuration, Gap):
        return []
    return [run for run in configuration.runs if not run.diverged]
