"""Group configurations, so that one finding says the same thing about several of them."""

from collections.abc import Callable, Iterable, Sequence

from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, counted_runs


def group_by_verdict(
    experiment: Experiment,
    verdict_of: Callable[[ConfigurationSummary], str | None],
    verdicts: Sequence[str],
) -> list[tuple[str, list[ConfigurationSummary]]]:
    """Each of `verdicts`, in that order, with the finished configurations that have it.

    Verdicts that no configuration has are left out. `verdict_of` returns None for a configuration
    that belongs to no group.
    """
    given = [(configuration, verdict_of(configuration)) for configuration in experiment.finished]
    groups = [
        (word, [configuration for configuration, verdict in given if verdict == word])
        for word in verdicts
    ]
    return [(word, members) for word, members in groups if members]


def run_values(configurations: Iterable[ConfigurationSummary], metric: str) -> list[float]:
    """The metric of every run that did not diverge; runs without the metric are left out."""
    values = [
        run.metrics[metric]
        for configuration in configurations
        for run in counted_runs(configuration)
    ]
    return [value for value in values if value is not None]


def agreed(
    runs: Sequence[RunSummary], verdict_of: Callable[[RunSummary], str | None]
) -> str | None:
    """The verdict that all runs share; `differs` if there are several; None if a run has none."""
    verdicts = {verdict_of(run) for run in runs}
    if None in verdicts:
        return None
    return verdicts.pop() if len(verdicts) == 1 else "differs"


def qualifier(verdict: str) -> str:
    """A verdict, written as a part of a finding's id."""
    return verdict.replace(" ", "_")
