"""Compare two configurations of an experiment."""

from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment
from labbook.metrics.comparison import Comparison, compare


def compared(
    experiment: Experiment, first: ConfigurationSummary, second: ConfigurationSummary
) -> Comparison:
    """Compare two configurations that finished; the p-values are not corrected for a family yet."""
    return compare(first, second, experiment.equivalence_margin, experiment.right_answers)
