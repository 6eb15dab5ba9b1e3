"""Which configuration of an experiment is looked at closely, and which of its runs count."""

from labbook.artifacts.summary import ConfigurationSummary, Gap, RunSummary, Summary

VALIDATION_ACCURACY = "validation accuracy"
ONLY_ONE = "only one"


def choose_configuration(summary: Summary) -> tuple[ConfigurationSummary | Gap, str]:
    """The configuration to look at, the first of equals, and what it was chosen by.

    Never by the test images. The first of the plan, if every run diverged or failed.
    """
    planned = [one.known for one in summary.planned]
    if len(planned) == 1:
        return planned[0], ONLY_ONE
    accuracies = [
        (accuracy, one)
        for one in summary.configurations
        if (accuracy := one.metrics["val_accuracy"].mean) is not None
    ]
    # `max` takes the first of equals.
    best = max(accuracies, key=lambda found: found[0])[1] if accuracies else planned[0]
    return best, VALIDATION_ACCURACY


def counted_runs(configuration: ConfigurationSummary | Gap) -> list[RunSummary]:
    """Its runs that finished and did not diverge, in the plan's order."""
    if isinstance(configuration, Gap):
        return []
    return [run for run in configuration.runs if not run.diverged]
