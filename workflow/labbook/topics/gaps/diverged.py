"""`diverged`: runs whose loss became infinite or not a number; no mean includes them.

Verdicts: `every seed`, `some seeds`. There is no finding if no run diverged. `numbers.n_runs`
counts all planned runs of these configurations, including those that failed.
"""

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.grouping import qualifier


def find_diverged(experiment: Experiment) -> list[Finding]:
    """One finding for each verdict that occurs."""
    concerned = [
        configuration
        for configuration in experiment.summary.configurations
        if configuration.n_diverged
    ]
    groups = [
        (
            "every seed",
            [
                configuration
                for configuration in concerned
                if configuration.n_diverged == experiment.n_planned(configuration)
            ],
        ),
        (
            "some seeds",
            [
                configuration
                for configuration in concerned
                if configuration.n_diverged < experiment.n_planned(configuration)
            ],
        ),
    ]
    return [
        experiment.finding(
            "diverged",
            verdict,
            members,
            qualifier=qualifier(verdict),
            numbers={
                "n_diverged": sum(configuration.n_diverged for configuration in members),
                "n_runs": sum(map(experiment.n_planned, members)),
            },
            details={
                "one_run": sum(map(experiment.n_planned, members)) == 1,
                "one_diverged": sum(configuration.n_diverged for configuration in members) == 1,
            },
            runs=[run for configuration in members for run in configuration.runs if run.diverged],
            n=min(map(experiment.n_planned, members)),
        )
        for verdict, members in groups
        if members
    ]
