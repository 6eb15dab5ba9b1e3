"""The rows of findings in the appendix: kind, place on the page, and the runs behind each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from labbook.artifacts.findings import Finding
from labbook.report.anchors import numbered_anchor, statement_anchor
from labbook.report.context import Experiment, Report
from labbook.report.origin import Runs
from labbook.text.names import setting_name

# Words for the kinds of findings whose names would not read well.
_KINDS = {
    "best": "highest accuracy",
    "confusion": "confusion of classes",
    "convergence": "end of training",
    "cost": "cost in time",
    "difference": "difference from the best",
    "diverged": "diverged runs",
    "feature_maps": "feature maps",
    "missing": "failed runs",
    "not_trained": "failure to train",
    "oscillation": "steadiness",
    "overfitting": "over-fitting",
    "notebook": "the notebook",
    "own_digit": "a digit of one’s own",
    "parity": "NumPy against Keras",
    "published": "published number",
    "published_order": "published order",
    "published_turn": "published turn of the loss",
    "search": "choice by validation",
    "seed_spread": "spread over seeds",
    "separation": "separation of classes",
}


@dataclass(frozen=True)
class Link:
    """A text and the `id` that it links to."""

    text: str
    anchor: str


@dataclass(frozen=True)
class RestsOn:
    """A configuration behind a finding; `runs` is empty if all its runs count."""

    configuration: Link
    runs: tuple[Link, ...]


@dataclass(frozen=True)
class StatementRow:
    """A finding in the appendix.

    `anchor` is the `id` of this row. `back` is the `id` of the place that tells the finding, or
    None if the page does not tell it. `rests_on` is empty if all runs of the experiment count.
    """

    number: int
    anchor: str
    back: str | None
    kind: str
    finding: Finding
    rests_on: tuple[RestsOn, ...]


def statement_rows(report: Report, told: Mapping[str, str]) -> dict[str, list[StatementRow]]:
    """The rows by experiment, numbered in the order in which the page tells the findings.

    `told` maps a finding's id to the `id` of the place that tells it, in the order of the page.
    """
    places = {finding: place for place, finding in enumerate(told)}
    rows: dict[str, list[StatementRow]] = {}
    number = 0
    for experiment in report.experiments:
        rows[experiment.name] = []
        for finding in sorted(
            experiment.findings, key=lambda stated: places.get(stated.id, len(places))
        ):
            number += 1
            rows[experiment.name].append(
                StatementRow(
                    number=number,
                    anchor=statement_anchor(finding.id),
                    back=told.get(finding.id),
                    kind=_KINDS.get(finding.kind, setting_name(finding.kind)),
                    finding=finding,
                    rests_on=tuple(_rests_on(experiment, finding)),
                )
            )
    return rows


def _rests_on(experiment: Experiment, finding: Finding) -> Iterator[RestsOn]:
    keys = set(finding.evidence.runs)
    trials = {
        key for topic in experiment.topics for found in topic.run_keys.values() for key in found
    }
    if trials & keys:
        anchor = numbered_anchor("table", f"{experiment.name}.trial_runs")
        yield RestsOn(Link("the trials", anchor), ())
    elif all(run.key in keys for configuration in experiment.planned for run in configuration.runs):
        return
    for configuration in experiment.planned:
        whole = Runs(experiment.name, configuration.known.name)
        runs = [run for run in configuration.runs if run.key in keys]
        links = [Link(str(run.seed), whole._replace(seed=run.seed).anchor) for run in runs]
        if runs:
            yield RestsOn(
                Link(configuration.known.label, whole.anchor),
                tuple(links) if len(runs) < len(configuration.runs) else (),
            )
