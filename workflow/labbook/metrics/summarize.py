"""Summarize an experiment from its plan and its finished runs."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from labbook.artifacts.experiment_plan import ConfigurationPlan, ExperimentPlan, RunPlan
from labbook.artifacts.spec import Task
from labbook.artifacts.summary import (
    METRIC_NAMES,
    ConfigurationSummary,
    RunSummary,
    Summary,
)
from labbook.errors import LabbookError
from labbook.metrics.classification import majority_answer, predicted_classes
from labbook.metrics.curves import measure_curves
from labbook.metrics.epoch_values import describe_epochs, values_at
from labbook.metrics.gaps import find_gaps
from labbook.metrics.intervals import accuracy_interval
from labbook.metrics.observed_run import ObservedRun, observe_run
from labbook.metrics.statistic import describe

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
    configurations = tuple(
        _summarize_configuration(
            configuration, finished, [observe_run(run, plan.dataset) for run in finished]
        )
        for configuration in plan.configurations
        if (finished := [run for run in configuration.runs if run.key not in failed])
    )
    majorities = {configuration.majority for configuration in configurations}
    return Summary(
        lab=plan.lab,
        experiment=plan.experiment,
        dataset=plan.dataset,
        axes=plan.axes,
        configurations=configurations,
        majority=majorities.pop() if len(majorities) == 1 else None,
        gaps=gaps,
    )


def _summarize_configuration(
    configuration: ConfigurationPlan, finished: list[RunPlan], observed: list[ObservedRun]
) -> ConfigurationSummary:
    epochs = configuration.at_epochs
    runs = tuple(
        _summarize_run(planned, run, epochs)
        for planned, run in zip(finished, observed, strict=True)
    )
    shared = _shared(observed[0], configuration.settings.task)
    for planned, run in zip(finished, observed, strict=True):
        for name, found in _shared(run, configuration.settings.task).items():
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
        at_epochs=describe_epochs(runs, epochs),
        **shared,
    )


def _shared(run: ObservedRun, task: Task) -> dict[str, Any]:
    """The values that no seed changes: counts, and the commonest class of the test set."""
    counts = {name: getattr(run.evaluation, name) for name in SHARED_COUNTS}
    return counts | {"majority": majority_answer(run.predictions.labels, task)}


def _summarize_run(planned: RunPlan, run: ObservedRun, epochs: Sequence[int]) -> RunSummary:
    metrics: dict[str, float | None] = dict.fromkeys(METRIC_NAMES)
    columns = run.history.columns
    metrics |= {name: _finite(values[-1]) for name, values in columns.items()}
    metrics["test_loss"] = _finite(run.evaluation.test_loss)
    metrics["test_accuracy"] = run.evaluation.test_accuracy
    metrics["training_cpu_seconds"] = run.training_cpu_seconds
    if all(math.isfinite(value) for values in columns.values() for value in values):
        metrics |= measure_curves(run.history)._asdict()
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
        at_epochs=values_at(run.history, epochs),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
