"""From the plan of a lab and its summaries to all findings of the lab."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.artifacts.lab_plan import DatasetDescription, ExperimentWords, LabPlan
from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.search import Search
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.findings.all_kinds import find_all
from labbook.findings.experiment import Experiment, counted_runs
from labbook.topics.classes.class_evaluation import ClassEvaluation
from labbook.topics.engines.comparison_file import EngineComparison
from labbook.topics.feature_maps.statistics_file import FeatureMapStatistics
from labbook.topics.gradients.gradient_summary import GradientSummary
from labbook.topics.notebook.results_file import NotebookResults
from labbook.topics.own_digit.answers_file import OwnDigit


def find_in_lab(
    plan: LabPlan,
    summaries: Sequence[Summary],
    right_answers: Sequence[RightAnswers],
    searches: Iterable[Search] = (),
    engine_comparisons: Mapping[str, Sequence[EngineComparison]] = MappingProxyType({}),
    class_evaluations: Iterable[ClassEvaluation] = (),
    notebook: NotebookResults | None = None,
    own_digit: OwnDigit | None = None,
    feature_maps: Iterable[FeatureMapStatistics] = (),
    gradients: Iterable[GradientSummary] = (),
) -> list[Finding]:
    """The findings of each experiment, in the plan's order; `right_answers` one for each summary,
    `engine_comparisons` by experiment, `notebook` of the one that it names, `own_digit` of all.

    Raises LabbookError if an experiment has no summary, or a summary is of another lab, of no
    experiment of the plan, of other data than the plan's, or not of those right answers; or if an
    evaluation of classes, feature maps, a summary of gradients or answers to one's own digit are
    not of a summary's runs.
    """
    if len(summaries) != len(right_answers):
        raise LabbookError(
            f"Lab {plan.lab}: {len(summaries)} summaries and the right answers of "
            f"{len(right_answers)} were given; each summary needs its own, in the same order."
        )
    by_name = {summary.experiment: summary for summary in summaries}
    evaluation_of = {evaluation.experiment: evaluation for evaluation in class_evaluations}
    maps_of = {one.experiment: one for one in feature_maps}
    gradients_of = {one.experiment: one for one in gradients}
    search_of = {search.experiment: search for search in searches}
    answers = {
        summary.experiment: one for summary, one in zip(summaries, right_answers, strict=True)
    }
    planned = {experiment.name: experiment for experiment in plan.experiments}
    for summary in summaries:
        _check(summary, plan, planned)
        _check_answers(summary, answers[summary.experiment])
        if summary.experiment in evaluation_of:
            _check_looked_at(summary, evaluation_of[summary.experiment], "answers by class")
        if summary.experiment in maps_of:
            _check_looked_at(summary, maps_of[summary.experiment], "feature maps")
        if summary.experiment in gradients_of:
            _check_gradients(summary, gradients_of[summary.experiment])
        if own_digit:
            _check_own_digit(summary, own_digit)
    missing = [name for name in planned if name not in by_name]
    if missing:
        raise LabbookError(f"Lab {plan.lab}: no summary of {', '.join(missing)} was given.")
    return [
        finding
        for name, experiment in planned.items()
        for finding in find_all(
            Experiment(
                summary=by_name[name],
                equivalence_margin=plan.equivalence_margin,
                right_answers=answers[name],
                published=experiment.published,
                published_source=experiment.published_source,
                published_note=experiment.published_note,
                other_data=_other_data(experiment.dataset),
                search=search_of.get(name),
                engine_comparisons=tuple(engine_comparisons.get(name, ())),
                class_evaluation=evaluation_of.get(name),
                gradients=gradients_of.get(name),
                notebook=notebook if notebook and notebook.experiment == name else None,
                feature_maps=maps_of.get(name),
                own_digit=own_digit,
            )
        )
    ]


def _other_data(dataset: DatasetDescription) -> str | None:
    """What the published numbers are not of."""
    if dataset.in_place:
        return f"{dataset.title} in place of {dataset.in_place}"
    return "a subset of the data" if dataset.is_subset else None


def _check(summary: Summary, plan: LabPlan, planned: Mapping[str, ExperimentWords]) -> None:
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


def _check_looked_at(
    summary: Summary, found: ClassEvaluation | FeatureMapStatistics, what: str
) -> None:
    keys = {one.name: [run.key for run in counted_runs(one)] for one in summary.configurations}.get(
        found.configuration, []
    )
    if found.lab != summary.lab or [run.key for run in found.runs] != keys:
        raise LabbookError(
            f"The {what} of {summary.lab}/{summary.experiment} are not those of the runs "
            "in its summary; delete both files and build again."
        )


def _check_gradients(summary: Summary, gradients: GradientSummary) -> None:
    keys = {one.name: [run.key for run in counted_runs(one)] for one in summary.configurations}
    if gradients.lab != summary.lab or any(
        [run.key for run in one.runs] != keys.get(one.name) for one in gradients.configurations
    ):
        raise LabbookError(
            f"The gradients of {summary.lab}/{summary.experiment} are not those of the runs in its "
            "summary; delete both files and build again."
        )


def _check_own_digit(summary: Summary, own_digit: OwnDigit) -> None:
    counted = {one.name: [run.key for run in counted_runs(one)] for one in summary.configurations}
    answered = {
        one.configuration: [run.key for run in one.runs] for one in own_digit.of(summary.experiment)
    }
    # A run whose outputs are no finite number has no answer.
    is_of_them = answered.keys() == counted.keys() and all(
        set(answered[name]) <= set(counted[name]) for name in counted
    )
    if own_digit.lab != summary.lab or not is_of_them:
        raise LabbookError(
            f"The answers to one's own digit are not those of the runs of {summary.lab}/"
            f"{summary.experiment} in its summary; delete both files and build again."
        )
