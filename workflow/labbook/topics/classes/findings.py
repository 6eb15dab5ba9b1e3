"""Which classes are confused, and how well each is told from the rest."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs
from labbook.topics.classes.class_evaluation import ClassEvaluation, read_class_evaluation
from labbook.topics.classes.confusion import find_confusion
from labbook.topics.classes.separation import find_separation

FINDERS = (find_confusion, find_separation)


def read_evidence(
    experiments: Iterable[Experiment], *, classes: Mapping[str, Path]
) -> dict[str, ClassEvaluation]:
    """The evaluations, by experiment.

    Raises LabbookError if one is not of the runs in the summary.
    """
    found = {name: read_class_evaluation(path) for name, path in classes.items()}
    for experiment in experiments:
        if evaluation := found.get(experiment.name):
            runs_of = {evaluation.configuration: [run.key for run in evaluation.runs]}
            check_runs(experiment.summary, evaluation.lab, runs_of, "answers by class")
    return found
