"""Find which classes are confused, and how well each is told from the rest."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs, read_experiments, write_findings_of
from labbook.topics.classes.class_evaluation import ClassEvaluation, read_class_evaluation
from labbook.topics.classes.confusion import find_confusion
from labbook.topics.classes.separation import find_separation

FINDERS = (find_confusion, find_separation)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    classes: Mapping[str, Path],
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and evaluations by class, by experiment."""
    evaluations = {name: read_class_evaluation(path) for name, path in classes.items()}

    def find_if_evaluated(experiment: Experiment) -> list[Finding]:
        evaluation = evaluations.get(experiment.name)
        return find(experiment, evaluation) if evaluation else []

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find_if_evaluated)


def find(experiment: Experiment, evaluation: ClassEvaluation) -> list[Finding]:
    """All findings of this topic in one experiment.

    Raises LabbookError if the evaluation is not of the summary's runs.
    """
    runs_of = {evaluation.configuration: [run.key for run in evaluation.runs]}
    check_runs(experiment.summary, evaluation.lab, runs_of, "answers by class")
    return [finding for finder in FINDERS for finding in finder(experiment, evaluation)]
