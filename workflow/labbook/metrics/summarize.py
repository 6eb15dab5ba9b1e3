"""Summarize an experiment from its plan and its finished runs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.experiment_plan import (
    ConfigurationPlan,
    ExperimentPlan,
    PlannedDataset,
    RunPlan,
)
from labbook.artifacts.history import History
from labbook.artifacts.predictions import read_predictions
from labbook.artifacts.spec import Task
from labbook.artifacts.summary import (
    EPOCH_METRIC_NAMES,
    METRIC_NAMES,
    ConfigurationSummary,
    RunSummary,
    Statistic,
    Summary,
)
from labbook.errors import LabbookError
from labbook.metrics.classification import majority_answer, predicted_classes, sureness
from labbook.metrics.curves import LaterRise, later_rises, measure_curves
from labbook.metrics.cut_off import count_cut_off
from labbook.metrics.equal_updates import equal_updates
from labbook.metrics.fixed_answer import no_better_loss, p_better_answers
from labbook.metrics.intervals import accuracy_interval
from labbook.metrics.observed_run import ObservedRun, find_gaps, observe_run
from labbook.metrics.overfitting import with_overfitting
from labbook.metrics.statistic import describe


def values_at(history: History, epochs: Iterable[int]) -> dict[int, dict[str, float | None]]:
    """The values of EPOCH_METRIC_NAMES by epoch; None if the history does not record a metric.

    An epoch is left out if the run did not reach it or has a value there that is not finite: the
    run has diverged.
    """
    found = {}
    for epoch in epochs:
        if epoch not in history.epochs:
            continue
        row = history.epochs.index(epoch)
        known = {
            name: history.columns[name][row]
            for name in EPOCH_METRIC_NAMES
            if name in history.columns
        }
        if all(map(math.isfinite, known.values())):
            found[epoch] = dict.fromkeys(EPOCH_METRIC_NAMES) | known
    return found


def describe_epochs(
    runs: Sequence[RunSummary], epochs: Iterable[int]
) -> dict[int, dict[str, Statistic]]:
    """The statistic of each of EPOCH_METRIC_NAMES over the runs, by epoch.

    A run that diverged later counts: at this epoch it was like the others, and leaving it out would
    select runs by their outcome.
    """
    return {
        epoch: {
            name: describe([run.at_epochs.get(epoch, {}).get(name) for run in runs])
            for name in EPOCH_METRIC_NAMES
        }
        for epoch in epochs
    }


SHARED_COUNTS = (
    "parameters",
    "n_train",
    "n_validation",
    "n_test",
    "steps_per_epoch",
    "batch_size_used",
)


def summarize_experiment(plan: ExperimentPlan, attempts: Path | None = None) -> Summary:
    """Read and check every run of an experiment's plan, and summarize them by configuration.

    A run that left nothing is a gap if the folder `attempts` holds a record that it failed.
    Raises LabbookError with the run's name if its files contradict each other or the plan (see
    `observe_run`), if a record belongs to another run, or if runs of one configuration differ in
    something that the seed must not change.
    """
    gaps = find_gaps(plan, attempts) if attempts else ()
    failed = {run.key for gap in gaps for run in gap.runs}
    found: list[ConfigurationSummary] = []
    # Of what was observed only this stays: the answers of thousands of runs are many.
    histories: dict[str, list[History]] = {}
    lengths: dict[str, tuple[int, int]] = {}
    for configuration in plan.configurations:
        runs = [run for run in configuration.runs if run.key not in failed]
        if not runs:
            continue
        observed = [observe_run(run, plan.dataset) for run in runs]
        found.append(_summarize_configuration(configuration, runs, observed, plan.dataset))
        histories[configuration.name] = [run.history for run in observed]
        if not configuration.settings.early_stopping:
            first = observed[0]
            length = (first.evaluation.steps_per_epoch, first.history.epochs[-1])
            lengths[configuration.name] = length
    asked = {configuration.name: configuration.at_epochs for configuration in plan.configurations}
    compared = _compared_epochs(lengths)
    configurations = tuple(
        _with_epochs(
            one, histories[one.name], sorted({*asked[one.name], *compared.get(one.name, ())})
        )
        for one in found
    )
    majorities = {configuration.majority for configuration in configurations}
    summary = Summary(
        lab=plan.lab,
        experiment=plan.experiment,
        dataset=plan.dataset,
        axes=plan.axes,
        configurations=configurations,
        majority=majorities.pop() if len(majorities) == 1 else None,
        gaps=gaps,
    )
    return with_overfitting(summary)


def _compared_epochs(lengths: Mapping[str, tuple[int, int]]) -> dict[str, list[int]]:
    """By configuration, the epochs at which it has made as many updates as others.

    `lengths`: its updates per epoch and its epochs.
    """
    epochs: dict[str, list[int]] = {name: [] for name in lengths}
    for group in equal_updates(lengths):
        for name, epoch in group.epochs.items():
            epochs[name].append(epoch)
    return epochs


def _with_epochs(
    summary: ConfigurationSummary, histories: Sequence[History], epochs: Sequence[int]
) -> ConfigurationSummary:
    """With the values of its runs at `epochs`."""
    runs = tuple(
        replace(run, at_epochs=values_at(history, epochs))
        for run, history in zip(summary.runs, histories, strict=True)
    )
    return replace(summary, runs=runs, at_epochs=describe_epochs(runs, epochs))


def _summarize_configuration(
    configuration: ConfigurationPlan,
    finished: list[RunPlan],
    observed: list[ObservedRun],
    dataset: PlannedDataset,
) -> ConfigurationSummary:
    whole = [run for run in observed if not run.diverged and _is_finite(run.history)]
    # How a loss goes on decides when a training is stopped, so its end says nothing of other runs.
    ends_by_chance = any(len(run.history.epochs) < configuration.settings.epochs for run in whole)
    compared = [] if ends_by_chance else whole
    rises = later_rises(
        [np.array(run.history.held_out("loss")) for run in compared],
        [np.array(run.history.columns["train_loss"]) for run in compared],
    )
    rise_of = dict(zip(map(id, compared), rises, strict=True))
    runs = tuple(
        _summarize_run(planned, run, rise_of.get(id(run)), ends_by_chance)
        for planned, run in zip(finished, observed, strict=True)
    )
    shared = _shared(observed[0], configuration.settings.task, dataset)
    for planned, run in zip(finished, observed, strict=True):
        for name, found in _shared(run, configuration.settings.task, dataset).items():
            if found != shared[name]:
                raise LabbookError(
                    f"Run {planned.name}: {name} is {found}, "
                    f"but {shared[name]} in another run of the same configuration."
                )
    return ConfigurationSummary(
        name=configuration.name,
        label=configuration.label,
        varied=configuration.varied,
        settings=configuration.settings,
        n_runs=len(runs),
        n_diverged=sum(run.diverged for run in runs),
        metrics={
            name: describe([None if run.diverged else run.metrics[name] for run in runs])
            for name in METRIC_NAMES
        },
        runs=runs,
        **shared,
    )


def _shared(run: ObservedRun, task: Task, dataset: PlannedDataset) -> dict[str, Any]:
    """The values that no seed changes: counts, and the commonest class of the test set."""
    counts = {name: getattr(run.evaluation, name) for name in SHARED_COUNTS}
    return counts | {"majority": majority_answer(run.predictions.labels, task, dataset.class_name)}


def _summarize_run(
    planned: RunPlan,
    run: ObservedRun,
    later_rise: LaterRise | None,
    ends_by_chance: bool,
) -> RunSummary:
    """`ends_by_chance`: a run of the configuration was stopped early."""
    metrics: dict[str, float | None] = dict.fromkeys(METRIC_NAMES)
    columns = run.history.columns
    metrics |= {name: _finite(values[run.counted_epoch - 1]) for name, values in columns.items()}
    metrics["test_loss"] = _finite(run.evaluation.test_loss)
    metrics["test_accuracy"] = run.evaluation.test_accuracy
    metrics["training_cpu_seconds"] = run.training_cpu_seconds
    sure = sureness(run.predictions.probabilities, run.predictions.labels)
    metrics |= sure._asdict() if sure else {}
    if later_rise:
        metrics["held_out_loss_later_rise"] = later_rise.held_out
        metrics["train_loss_later_rise"] = later_rise.training
    if _is_finite(run.history):
        metrics |= measure_curves(run.history, run.counted_epoch)._asdict()
    if ends_by_chance:
        metrics["late_held_out_loss_change"] = None
    answers = predicted_classes(run.predictions.probabilities)
    return RunSummary(
        name=planned.name,
        seed=planned.seed,
        key=planned.key,
        directory=planned.directory,
        diverged=run.diverged,
        epochs=run.history.epochs[-1],
        metrics=metrics,
        test_accuracy_interval=accuracy_interval(
            run.evaluation.test_accuracy, run.evaluation.n_test
        ),
        answers_one_class=len(np.unique(answers)) == 1,
        no_better_loss=no_better_loss(run.predictions.probabilities, run.predictions.labels),
        p_better_answers=p_better_answers(answers, run.predictions.labels),
        cut_off_answers=count_cut_off(run.predictions.probabilities, run.predictions.labels),
        restored_epoch=run.evaluation.restored_epoch,
    )


def _is_finite(history: History) -> bool:
    return all(math.isfinite(value) for values in history.columns.values() for value in values)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def find_right_answers(summary: Summary) -> dict[str, np.ndarray]:
    """Map run keys to bool (n_test,), without runs whose probabilities are not all finite.

    The summary must be new: the predictions are not checked again.
    """
    answers = {}
    for run in (run for configuration in summary.configurations for run in configuration.runs):
        predictions = read_predictions(Path(run.directory) / "predictions.npz")
        if np.isfinite(predictions.probabilities).all():
            answers[run.key] = predicted_classes(predictions.probabilities) == predictions.labels
    return answers
