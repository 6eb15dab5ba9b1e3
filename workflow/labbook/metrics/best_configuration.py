"""Which configuration is the best, which one is shown in detail, and which of its runs count."""

from collections.abc import Iterable

from labbook.artifacts.summary import ConfigurationSummary, Gap, RunSummary, Summary

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


BY_VALIDATION = "validation accuracy"
ONLY_ONE = "only one"


def choose_configuration(summary: Summary) -> tuple[ConfigurationSummary | Gap, str]:
    """The configuration to show, and the criterion that chose it.

    It has the highest validation accuracy and is the first of equals. Test images never decide. If
    every run diverged or failed, it is the first of the plan.
    """
    planned = [configuration.known for configuration in summary.planned]
    if len(planned) == 1:
        return planned[0], ONLY_ONE
    accurate = best(summary.configurations, VALIDATION_ACCURACY)
    return (accurate or planned)[0], BY_VALIDATION


def counted_runs(*configurations: ConfigurationSummary | Gap) -> list[RunSummary]:
    """The configurations' runs that finished and did not diverge, in the plan's order."""
    return [
        run
        for configuration in configurations
        for run in configuration.runs
        if isinstance(run, RunSummary) and not run.diverged
    ]
