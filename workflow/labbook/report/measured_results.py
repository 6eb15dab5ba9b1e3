"""Give the numbers of summaries and findings their origins.

findings.json holds plain numbers and the keys of the runs behind each finding. If all these runs
belong to one configuration, the origin of the numbers is this configuration. If they belong to
several, the origin of a statistic is a configuration if exactly one in the experiment has the same
values, seed by seed; the origin of every other number is the finding. The origin of what a notebook
measured is also the finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Statistic, Summary
from labbook.report.measured import measured
from labbook.report.origin import Origin, Runs, Statement

# These numbers of findings, at any depth, come from the config, a publication or the data only.
NOT_MEASURED = frozenset(
    {
        *(
            "margin",
            "vanishing_below",
            "exploding_above",
            "clear_from",
            "mild_from",
            "counts_from",
            "bound",
            "n_images",
            "guess",
            "n_maps",
        ),
        *("published", "published_interval", "epoch"),
        *("majority_accuracy", "n_test", "n_validation", "n_trials", "n_combinations", "epochs"),
        *("power", "most_seeds", "first_seed", "second_seed", "our_epochs", "our_steps", "steps"),
    }
)
# These numbers were not measured in runs, so their origin is always the finding.
NOT_OF_RUNS = "notebook"
_STATISTIC = {"mean", "std", "n", "values"}
_Identity = tuple[float | None, float | None, int, tuple[float | None, ...]]


def measured_summary(summary: Summary) -> Summary:
    """The summary with origins: metrics come from their configuration, a run's from the run."""
    return replace(
        summary,
        configurations=tuple(
            _configuration(summary.experiment, configuration)
            for configuration in summary.configurations
        ),
    )


def measured_findings(findings: Sequence[Finding], summary: Summary) -> list[Finding]:
    """The findings of the summary's experiment with their origins, in order."""
    statistics: dict[_Identity, set[str]] = {}
    for configuration in summary.configurations:
        at_epochs = (
            metric for found in configuration.at_epochs.values() for metric in found.values()
        )
        for statistic in (*configuration.metrics.values(), *at_epochs):
            statistics.setdefault(_identity(vars(statistic)), set()).add(configuration.name)
    return [
        _finding(finding, summary, statistics)
        for finding in findings
        if finding.experiment == summary.experiment
    ]


def _configuration(experiment: str, configuration: ConfigurationSummary) -> ConfigurationSummary:
    whole = Origin.of(Runs(experiment, configuration.name))
    singles = [
        Origin.of(Runs(experiment, configuration.name, run.seed)) for run in configuration.runs
    ]

    def with_origin(metrics: Mapping[str, Statistic]) -> dict[str, Statistic]:
        return {
            name: replace(
                statistic,
                mean=measured(statistic.mean, whole),
                std=measured(statistic.std, whole),
                values=tuple(map(measured, statistic.values, singles)),
            )
            for name, statistic in metrics.items()
        }

    return replace(
        configuration,
        metrics=with_origin(configuration.metrics),
        at_epochs={epoch: with_origin(found) for epoch, found in configuration.at_epochs.items()},
        runs=tuple(map(_run, configuration.runs, singles)),
    )


def _run(run: RunSummary, origin: Origin) -> RunSummary:
    low, high = run.test_accuracy_interval
    return replace(
        run,
        metrics=_values(run.metrics, origin),
        at_epochs={epoch: _values(found, origin) for epoch, found in run.at_epochs.items()},
        test_accuracy_interval=(measured(low, origin), measured(high, origin)),
    )


def _values(metrics: Mapping[str, float | None], origin: Origin) -> dict[str, float | None]:
    return {name: measured(value, origin) for name, value in metrics.items()}


def _finding(
    finding: Finding, summary: Summary, statistics: Mapping[_Identity, set[str]]
) -> Finding:
    itself = Origin.of(Statement(finding.id))
    of_runs = _of_its_runs(finding, summary)
    own = of_runs or itself

    def with_origin(value: Any, origin: Origin) -> Any:
        if isinstance(value, list):
            return [with_origin(item, origin) for item in value]
        if not isinstance(value, dict):
            return measured(value, origin)
        if value.keys() != _STATISTIC:
            return {
                name: item
                if name in NOT_MEASURED
                else with_origin(item, itself if name == NOT_OF_RUNS else origin)
                for name, item in value.items()
            }
        names = sorted(statistics.get(_identity(value), ()))
        # By chance, two configurations may have the same values, such as an accuracy of 1.
        is_told_by_values = not of_runs and len(names) == 1
        of_statistic = (
            Origin.of(Runs(summary.experiment, names[0])) if is_told_by_values else origin
        )
        return {
            **value,
            "mean": measured(value["mean"], of_statistic),
            "std": measured(value["std"], of_statistic),
        }

    return replace(
        finding,
        numbers=with_origin(finding.numbers, own),
        evidence=replace(finding.evidence, p=measured(finding.evidence.p, itself)),
    )


def _of_its_runs(finding: Finding, summary: Summary) -> Origin | None:
    """The configuration that has all runs of a finding, failed ones included; None if several."""
    keys = set(finding.evidence.runs)
    names = [
        configuration.known.name
        for configuration in summary.planned
        if keys and keys <= {run.key for run in configuration.runs}
    ]
    return Origin.of(Runs(summary.experiment, names[0])) if len(names) == 1 else None


def _identity(statistic: Mapping[str, Any]) -> _Identity:
    typed = Statistic(**{**statistic, "values": tuple(statistic["values"])})
    return typed.mean, typed.std, typed.n, typed.values
