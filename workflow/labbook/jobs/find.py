"""Find what can be said of one topic in the experiments of a lab."""

import importlib
from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import write_findings
from labbook.findings.lab import find_in, read_experiments

# By keyword: a path, or paths by experiment.
EvidenceFiles = Mapping[str, Path | Mapping[str, Path]]


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    topic: str,
    findings: Path,
    evidence: EvidenceFiles | None = None,
) -> None:
    """Write the findings of a topic, experiment by experiment, in the plan's order.

    `topic`: the module with FINDERS, which take an experiment. Where there is `evidence`, they also
    take what the module's `read_evidence` makes of these files for the experiment, and find nothing
    in an experiment for which it makes nothing.
    """
    module = importlib.import_module(topic)
    experiments = read_experiments(plan, summaries, right_answers)
    beside = module.read_evidence(experiments, **evidence) if evidence else None
    found = find_in(experiments, module.FINDERS, beside)
    write_findings(findings, experiments[0].summary.lab, found)
