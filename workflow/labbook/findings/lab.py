"""From the plan of a lab and its summaries to what findings are found in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.artifacts.findings_plan import (
    DatasetDescription,
    FindingsPlan,
    PublishedExperiment,
    read_findings_plan,
)
from labbook.artifacts.right_answers import RightAnswers, read_right_answers
from labbook.artifacts.summary import Summary, read_summary
from labbook.errors import LabbookError
from labbook.findings.experiment import Experiment, counted_runs


def read_experiments(
    plan: Path, summaries: Mapping[str, Path], right_answers: Mapping[str, Path]
) -> list[Experiment]:
    """The experiments of a lab, in the plan's order, from files by experiment.

    Raises LabbookError as `experiments_of_lab` does.
    """
    return experiments_of_lab(
        read_findings_plan(plan),
        {name: read_summary(path) for name, path in summaries.items()},
        {name: read_right_answers(path) for name, path in right_answers.items()},
    )


def experiments_of_lab(
    plan: FindingsPlan,
    summaries: Mapping[str, Summary],
    right_answers: Mapping[str, RightAnswers],
) -> list[Experiment]:
    """The experiments of a lab, in the plan's order.

    Raises LabbookError if an experiment has no summary, or a summary is of another lab, of no
    experiment of the plan, of other data than the plan's, or not of its right answers.
    """
    planned = {experiment.name: experiment for experiment in plan.experiments}
    missing = [name for name in planned if name not in summaries]
    if missing:
        raise LabbookError(f"Lab {plan.lab}: no summary of {', '.join(missing)} was given.")
    for summary in summaries.values():
        _check(summary, plan, planned)
    for name in planned:
        _check_answers(summaries[name], right_answers[name])
    return [
        Experiment(
            summary=summaries[name],
            equivalence_margin=plan.equivalence_margin,
            right_answers=right_answers[name],
            published=experiment.published,
            published_source=experiment.published_source,
            published_note=experiment.published_note,
            other_data=_other_data(experiment.dataset),
        )
        for name, experiment in planned.items()
    ]


def find_in(
    experiments: Iterable[Experiment],
    finders: Iterable[Callable[..., list[Finding]]],
    evidence: Mapping[str, object] | None = None,
) -> list[Finding]:
    """What `finders` find in each experiment.

    `evidence`, by experiment, is what they find in beside it; there is nothing to be found in an
    experiment without.
    """
    return [
        finding
        for experiment in experiments
        if evidence is None or experiment.name in evidence
        for find in finders
        for finding in find(experiment, *([evidence[experiment.name]] if evidence else []))
    ]


def _other_data(dataset: DatasetDescription) -> str | None:
    """What the published numbers are not of."""
    if dataset.in_place:
        return f"{dataset.title} in place of {dataset.in_place}"
    return "a subset of the data" if dataset.is_subset else None


def _check(
    summary: Summary, plan: FindingsPlan, planned: Mapping[str, PublishedExperiment]
) -> None:
    if summary.lab != plan.lab or summary.experiment not in planned:
        raise LabbookError(
            f"The summary of {summary.lab}/{summary.experiment} is of no experiment of lab "
            f"{plan.lab}; its experiments are {', '.join(sorted(planned))}."
        )
    found = summary.dataset.sha256
    expected = planned[summary.experiment].dataset.sha256
    if found != expected:
        raise LabbookError(
            f"Experiment {summary.experiment} was run on data with checksum {found}, but lab "
            f"{plan.lab} has planned it on {expected}; build again."
        )


def _check_answers(summary: Summary, answers: RightAnswers) -> None:
    for configuration in summary.configurations:
        for run in counted_runs(configuration):
            # Accuracies may have been rounded to float32 on their way.
            said = round((run.metrics["test_accuracy"] or 0.0) * configuration.n_test)
            right = answers.get(run.key)
            if right is None or np.count_nonzero(right) != said:
                raise LabbookError(
                    f"The right answers of {summary.lab}/{summary.experiment} are not those of run "
                    f"{run.name} in its summary; delete both files and build again."
                )


def check_runs(summary: Summary, lab: str, runs_of: Mapping[str, Sequence[str]], what: str) -> None:
    """Raise LabbookError unless `what` was made of the runs in the summary that count.

    `runs_of`: by configuration, the keys of the runs that it was made of.
    """
    counted = {
        configuration.name: [run.key for run in counted_runs(configuration)]
        for configuration in summary.configurations
    }
    if lab != summary.lab or any(
        list(keys) != counted.get(name, []) for name, keys in runs_of.items()
    ):
        raise LabbookError(
            f"The {what} of {summary.lab}/{summary.experiment} are not those of the runs in its "
            "summary; delete both files and build again."
        )
