"""Merge the findings of all topics of a lab, and list its runs and its numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from labbook.artifacts.findings import read_findings, write_findings
from labbook.artifacts.findings_plan import read_findings_plan
from labbook.artifacts.metrics_table import write_metrics_table
from labbook.artifacts.numbers import LabNumbers, write_numbers, write_numbers_for_latex
from labbook.artifacts.own_metrics import read_own_metrics
from labbook.artifacts.summary import read_summary
from labbook.jobs.configuration_numbers import numbers_of
from labbook.metrics.run_rows import run_rows


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    found: Mapping[str, Path],
    topics: Sequence[str],
    findings: Path,
    metrics: Path,
    numbers: Path,
    latex: Path,
    measured: Mapping[str, Path] | None = None,
) -> None:
    """Write findings.json, metrics.csv, numbers.json and numbers.tex.

    `measured`: metrics of one's own, by experiment; `found`: the findings by topic; `topics`: in
    the order in which an experiment tells them.
    """
    planned = read_findings_plan(plan)
    experiments = [experiment.name for experiment in planned.experiments]
    of_topics = [read_findings(found[topic]) for topic in topics if topic in found]
    merged = [
        finding
        for experiment in experiments
        for of_topic in of_topics
        for finding in of_topic
        if finding.experiment == experiment
    ]
    write_findings(findings, planned.lab, merged)
    read = [read_summary(summaries[name]) for name in experiments]
    rows = [row for summary in read for row in run_rows(summary)]
    measures = {name: read_own_metrics(path) for name, path in (measured or {}).items()}
    own = list(measures.values())
    names = list(dict.fromkeys(name for one in own for name in one.titles))
    of_runs = {key: values for one in own for key, values in one.runs.items()}
    nothing = dict.fromkeys(names)
    whole = [{**nothing, **row, **of_runs.get(str(row["key"]), {})} for row in rows]
    write_metrics_table(metrics, whole, names)
    of_lab = numbers_of(read, measures)
    write_numbers(numbers, LabNumbers(planned.lab, of_lab))
    write_numbers_for_latex(latex, of_lab)
