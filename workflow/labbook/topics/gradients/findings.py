"""Whether gradients vanish or explode on their way back through the layers."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from labbook.findings.experiment import Experiment
from labbook.findings.lab import check_runs
from labbook.topics.gradients.change import find_gradient_change
from labbook.topics.gradients.gradient_summary import GradientSummary, read_gradient_summary
from labbook.topics.gradients.vanishing import find_gradients

FINDERS = (find_gradients, find_gradient_change)


def read_evidence(
    experiments: Iterable[Experiment], *, gradients: Mapping[str, Path], arrays: Mapping[str, Path]
) -> dict[str, GradientSummary]:
    """The summaries of gradients, by experiment.

    Raises LabbookError if one is not of the runs in the summary of its experiment.
    """
    found = {name: read_gradient_summary(path, arrays[name]) for name, path in gradients.items()}
    for experiment in experiments:
        if recorded := found.get(experiment.name):
            runs_of = {
                configuration.name: [run.key for run in configuration.runs]
                for configuration in recorded.configurations
            }
            check_runs(experiment.summary, recorded.lab, runs_of, "gradients")
    return found
