"""Which configuration of an experiment is looked at closely, and which of its runs count."""

from labbook.artifacts.summary import ConfigurationSummary, Gap, RunSummary, Summary
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best

BY_VALIDATION = "validation accuracy"
ONLY_ONE = "only one"


def choose_configuration(summary: Summary) -> tuple[ConfigurationSummary | Gap, str]:
    """The configuration to look at, the first of equals, and what it was chosen by.

    Never by the test images. The first of the plan, if every run diverged or failed.
    """
    planned = [configuration.known for configuration in summary.planned]
    if len(planned) == 1:
        return planned[0], ONLY_ONE
    accurate = best(summary.configurations, VALIDATION_ACCURACY)
    return (accurate or planned)[0], BY_VALIDATION


def counted_runs(configuration: ConfigurationSummary | Gap) -> list[RunSummary]:
    """Its runs that finished and did not diverge, in the plan's order."""
    if isinstance(configuration, Gap):
        return []
    return [run for run in configuration.runs if not run.diverged]
