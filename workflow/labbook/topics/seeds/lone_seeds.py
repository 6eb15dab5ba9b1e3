"""`lone_seed`: whether one seed ends far from all others of its configuration.

There is a finding for each configuration with at least three runs whose lowest and highest test
accuracy differ by more than 10 percentage points. Verdicts: `lowest`, `highest` (the gap between
this run and the next one is larger than the span of all other runs, so the standard deviation
describes none of them), `none` (no such run).
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs

# A fraction of accuracy. For a smaller span, the standard deviation says enough.
LEAST_WORTH_TELLING = 0.1


def find_lone_seeds(experiment: Experiment) -> list[Finding]:
    """One finding for each configuration with a large span, in the plan's order."""
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
