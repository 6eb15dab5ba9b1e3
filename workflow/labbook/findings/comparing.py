"""Two configurations of an experiment compared."""

from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment
from labbook.metrics.comparison import Comparison, compare


def compared(
    experiment: Experiment, first: ConfigurationSummary, second: ConfigurationSummary
) -> Comparison:
    """Of two that finished, with p-values as they are, not yet corrected for a family."""
    return compare(first, second, experiment.equivalence_margin, experiment.right_answers)
