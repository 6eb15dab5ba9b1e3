"""`lone_seed`: what the seed alone does, where its runs end far apart.

Of configurations with three runs at least whose test accuracies span more than
LEAST_WORTH_TELLING. Verdicts: `lowest` or `highest` (that run lies farther from the next than all
others from one another, and the spread describes none of them), and `none`.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs

# Accuracies that span no more than this are told by their standard deviation alone.
LEAST_WORTH_TELLING = 0.1


def find_lone_seeds(experiment: Experiment) -> list[Finding]:
    """One finding for each such configuration, in the plan's order."""
    return [
        finding
        for configuration in experiment.finished
        for finding in _of_configuration(experiment, configuration)
    ]


def _of_configuration(experiment: Experiment, configuration: ConfigurationSummary) -> list[Finding]:
    values = sorted(
        value for value in configuration.metrics["test_accuracy"].values if value is not None
    )
    if len(values) < 3 or values[-1] - values[0] <= LEAST_WORTH_TELLING:
        return []
    if values[1] - values[0] > values[-1] - values[1]:
        verdict, following = "lowest", values[1]
    elif values[-1] - values[-2] > values[-2] - values[0]:
        verdict, following = "highest", values[-2]
    else:
        verdict, following = "none", None
    return [
        experiment.finding(
            "lone_seed",
            verdict,
            [configuration],
            qualifier=configuration.name,
            numbers={"lowest": values[0], "highest": values[-1], "next": following},
            runs=counted_runs(configuration),
            n=len(values),
        )
    ]
