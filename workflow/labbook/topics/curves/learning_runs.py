"""The runs that curves are judged by: those that learn, of all runs of some configurations."""

from collections.abc import Mapping, Sequence

from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Facts

MEAN_TEST = "Student’s t-test over the runs"
# By configuration, its runs that train (metrics/untrained.py).
Trained = Mapping[str, list[RunSummary]]


def of_all(members: Sequence[ConfigurationSummary], trained: Trained) -> list[RunSummary]:
    return [run for configuration in members for run in trained[configuration.name]]


def counts(members: Sequence[ConfigurationSummary], runs: Sequence[RunSummary]) -> Facts:
    """How many of their runs are meant, and how many there are."""
    return {"n_runs": len(runs), "n_all": sum(len(configuration.runs) for configuration in members)}
