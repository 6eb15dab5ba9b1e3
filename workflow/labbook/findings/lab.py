"""Put the plan of a lab and its summaries together, check them, and run finders on them."""

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
    """Read the experiments of a lab, in the plan's order.

    `summaries` and `right_answers` hold a file for each experiment, by its name.
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

    Raises LabbookError if an experiment has no summary, or if a summary belongs to another lab, to
    no experiment of the plan, to other data than the plan's, or to other right answers.
    """
    planned = {experiment.name: experiment for experiment in plan.experiments}
    missing = [name for name in planned if name not in summaries]
    if missing:
        raise LabbookError(f"Lab {plan.lab}: no summary of {', '.join(missing)} was given.")
    for summary in summaries.values():
        _check(summary, plan, planned)
    for name in planned:
        _check_answers(summaries[name], right_answers[name])
    found: list[Experiment] = []
    for name, experiment in planned.items():
        found.append(
            Experiment(
                summary=summaries[name],
                equivalence_margin=plan.equivalence_margin,
                right_answers=right_answers[name],
                published=experiment.published,
                published_source=experiment.published_source,
                published_note=experiment.published_note,
                other_data=_other_data(experiment.dataset),
                earlier=tuple(found),
            )
        )
    return found


def find_in(
    experiments: Iterable[Experiment],
    finders: Iterable[Callable[..., list[Finding]]],
    evidence: Mapping[str, object] | None = None,
) -> list[Finding]:
    """Call every finder on every experiment, and return all findings.

    `evidence` holds a second argument for the finders, by the experiment's name. If it is given,
    experiments without evidence are skipped.
    """
    return [
        finding
        for experiment in experiments
        if evidence is None or experiment.name in evidence
        for find in finders
        for finding in find(experiment, *([evidence[experiment.name]] if evidence else []))
    ]


def _other_data(dataset: DatasetDescription) -> str | None:
    """Describe the data of our runs; None if they are the data of the published numbers."""
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
            # The framework may have rounded the accuracy to float32.
            said = round((run.metrics["test_accuracy"] or 0.0) * configuration.n_test)
            right = answers.get(run.key)
            if right is None or np.count_nonzero(right) != said:
                raise LabbookError(
                    f"The right answers of {summary.lab}/{summary.experiment} are not those of run "
                    f"{run.name} in its summary; delete both files and build again."
                )


def check_runs(summary: Summary, lab: str, runs_of: Mapping[str, Sequence[str]], what: str) -> None:
    """Raise LabbookError unless `what` was made from the summary's runs that did not diverge.

    `runs_of` holds the keys of the runs that `what` was made from, by configuration.
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
