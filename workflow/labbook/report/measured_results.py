"""Summaries and findings whose numbers know their runs.

findings.json holds plain numbers and the keys of the runs behind each finding. If all of these are
of one configuration, its numbers belong to that. If they are of several, a statistic belongs to the
configuration that it says it is `of`, and any other number to the finding. What a notebook has
measured belongs to the finding, too, and what a finding says is `given` to nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Statistic, Summary
from labbook.report.measured import measured
from labbook.report.origin import Origin, Runs, Statement

# Measured elsewhere than in runs: the finding alone says where.
NOT_OF_RUNS = "notebook"


def measured_summary(summary: Summary) -> Summary:
    """The same summary; its metrics lead to their configurations, those of a run to the run."""
    return replace(
        summary,
        configurations=tuple(
            _configuration(summary.experiment, one) for one in summary.configurations
        ),
    )


def measured_findings(findings: Sequence[Finding], summary: Summary) -> list[Finding]:
    """The findings of the summary's experiment, in order."""
    return [
        _finding(finding, summary)
        for finding in findings
        if finding.experiment == summary.experiment
    ]


def _configuration(experiment: str, one: ConfigurationSummary) -> ConfigurationSummary:
    whole = Origin.of(Runs(experiment, one.name))
    singles = [Origin.of(Runs(experiment, one.name, run.seed)) for run in one.runs]

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
        one,
        metrics=with_origin(one.metrics),
        at_epochs={epoch: with_origin(found) for epoch, found in one.at_epochs.items()},
        runs=tuple(map(_run, one.runs, singles)),
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


def _finding(finding: Finding, summary: Summary) -> Finding:
    itself = Origin.of(Statement(finding.id))

    def with_origin(value: Any, origin: Origin) -> Any:
        match value:
            case list():
                return [with_origin(item, origin) for item in value]
            case {"mean": mean, "std": std}:
                if "of" in value:
                    origin = Origin.of(Runs(summary.experiment, value["of"]))
                return {**value, "mean": measured(mean, origin), "std": measured(std, origin)}
            case dict():
                return {
                    name: item
                    if name in finding.given
                    else with_origin(item, itself if name == NOT_OF_RUNS else origin)
                    for name, item in value.items()
                }
            case _:
                return measured(value, origin)

    return replace(
        finding,
        numbers=with_origin(finding.numbers, _of_its_runs(finding, summary) or itself),
        evidence=replace(finding.evidence, p=measured(finding.evidence.p, itself)),
    )


def _of_its_runs(finding: Finding, summary: Summary) -> Origin | None:
    """The one configuration that has all runs of a finding, those that failed too."""
    keys = set(finding.evidence.runs)
    names = [
        one.known.name for one in summary.planned if keys and keys <= {run.key for run in one.runs}
    ]
    return Origin.of(Runs(summary.experiment, names[0])) if len(names) == 1 else None
