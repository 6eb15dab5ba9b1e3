"""Choose the configuration that is shown in detail, and those of its runs that count."""

from labbook.artifacts.summary import ConfigurationSummary, Gap, RunSummary, Summary
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best

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


def counted_runs(configuration: ConfigurationSummary | Gap) -> list[RunSummary]:
    """The configuration's runs that finished and did not diverge, in the plan's order."""
    if isinstance(configuration, Gap):
        return []
    return [run for run in configuration.runs if not run.diverged]
