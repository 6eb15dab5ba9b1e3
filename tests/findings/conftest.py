"""Experiments made from a table of test accuracies."""

from collections.abc import Callable
from dataclasses import replace
from statistics import fmean
from typing import Any

import numpy as np
import pytest

from findings.spoken import say  # noqa: F401
from labbook.artifacts.experiment_plan import PlannedDataset, SweptAxis
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.search import Search, Trial, TrialRun
from labbook.artifacts.spec import Task
from labbook.artifacts.summary import (
    EPOCH_METRIC_NAMES,
    METRIC_NAMES,
    ConfigurationSummary,
    FailedRun,
    Gap,
    Majority,
    RunSummary,
    Summary,
)
from labbook.artifacts.typed_json import typed
from labbook.findings.experiment import Experiment
from labbook.metrics.choice import best_trials
from labbook.metrics.intervals import accuracy_interval
from labbook.metrics.overfitting import with_overfitting
from labbook.metrics.statistic import describe
from labbook.metrics.summarize import describe_epochs
from made_up_answers import made_up_answers
from made_up_plans import SETTINGS, run_settings

N_TEST = 10000
MAJORITY = Majority(0.902, "not 0", N_TEST, 0.3207)
# A run that did well and quietly.
QUIET: dict[str, float | None] = {
    "train_loss": 0.1,
    "train_accuracy": 0.97,
    "val_loss": 0.12,
    "val_accuracy": 0.96,
    "test_loss": 0.13,
    "answer_probability": None,
    "answer_probability_error": None,
    "wrong_answer_probability": None,
    "calibration_error": None,
    "training_cpu_seconds": 10.0,
    "held_out_loss": 0.12,
    "held_out_accuracy": 0.96,
    "held_out_loss_crossing_epoch": None,
    "held_out_accuracy_change": 0.0,
    "lowest_held_out_loss": 0.12,
    "lowest_held_out_loss_epoch": 100,
    "best_held_out_accuracy_epoch": 90,
    "held_out_loss_rise": 0.0,
    "held_out_loss_later_rise": 0.0,
    "train_loss_later_rise": 0.0,
    "late_held_out_loss_change": -0.001,
    "held_out_loss_oscillation": 0.001,
    "held_out_accuracy_oscillation": 0.0001,
}


def build_configuration(
    name: str,
    test_accuracies: list[float | None],
    varied: dict[str, Any] | None = None,
    majority: Majority = MAJORITY,
    epochs: int = 100,
    by_seed: list[dict[str, float | None]] | None = None,
    at_epochs: dict[int, list[dict[str, float | None] | None]] | None = None,
    n_validation: int = 12000,
    **metrics: float | None,
) -> ConfigurationSummary:
    """`test_accuracies` one a seed, None for a run that diverged; `metrics` for every seed,
    `by_seed` for each; `at_epochs` has by epoch one a seed, None for a run that did not get there.
    Without validation images, the runs have no validation metrics.
    """
    at_epochs = at_epochs or {}
    runs = []
    for seed, accuracy in enumerate(test_accuracies):
        diverged = accuracy is None
        values = {**QUIET, "test_accuracy": accuracy, **metrics, **(by_seed or [{}] * 99)[seed]}
        if not n_validation:
            values |= {"val_loss": None, "val_accuracy": None}
        runs.append(
            RunSummary(
                name=f"{name}_seed-{seed}",
                seed=seed,
                key=f"{name}-{seed}",
                directory=f"results/runs/{name}-{seed}",
                diverged=diverged,
                epochs=epochs,
                metrics=dict.fromkeys(METRIC_NAMES) if diverged else values,
                test_accuracy_interval=accuracy_interval(accuracy or 0.0, majority.n_test),
                answers_one_class=accuracy == majority.accuracy,
                no_better_loss=(accuracy or 0.0) <= majority.accuracy,
                p_better_answers=float((accuracy or 0.0) <= majority.accuracy + 0.01),
                at_epochs={
                    epoch: dict.fromkeys(EPOCH_METRIC_NAMES) | there
                    for epoch, found in at_epochs.items()
                    if (there := found[seed]) is not None
                },
            )
        )
    return ConfigurationSummary(
        name=name,
        label=name,
        varied=varied or {},
        # A task is known by its commonest class.
        settings=replace(
            run_settings(epochs=epochs),
            task=Task("one_against_rest", majority.label),  # type: ignore[arg-type]
        ),
        parameters=785,
        n_train=48000,
        n_validation=n_validation,
        n_test=majority.n_test,
        steps_per_epoch=480,
        batch_size_used=100,
        majority=majority,
        n_runs=len(runs),
        n_diverged=sum(run.diverged for run in runs),
        metrics={
            metric: describe([None if run.diverged else run.metrics[metric] for run in runs])
            for metric in METRIC_NAMES
        },
        runs=tuple(runs),
        at_epochs=describe_epochs(runs, at_epochs),
    )


def build_gap(
    name: str,
    failures: list[str],
    varied: dict[str, Any] | None = None,
    place: int = 0,
    finished: int = 0,
) -> Gap:
    """One failure a run; the seeds before these are those of the `finished` runs."""
    seeds = range(finished + len(failures))
    runs = tuple(
        FailedRun(f"{name}_seed-{seed}", seed, f"{name}-{seed}", failure)
        for seed, failure in zip(seeds[finished:], failures, strict=True)
    )
    return Gap(name, name, varied or {}, run_settings(), place, tuple(seeds), runs)


def build_search(
    *results: float | str | list[float | str | None] | None,
    n_combinations: int | None = None,
    epochs: int = 20,
) -> Search:
    """`results` one a trial, or a list with one a seed: the validation accuracy, None for a run
    that diverged, a sentence for one that failed. The trials are called `1 units`, `2 units`, ….
    """
    trials = []
    for place, result in enumerate(results, start=1):
        runs = tuple(
            TrialRun(
                name=f"units-{place}_seed-{seed}",
                seed=seed,
                key=f"units-{place}-{seed}",
                directory=f"results/runs/units-{place}-{seed}",
                failure=one if isinstance(one, str) else None,
                diverged=one is None,
                val_accuracy=one if isinstance(one, float) else None,
            )
            for seed, one in enumerate(result if isinstance(result, list) else [result])
        )
        known = [run.val_accuracy for run in runs if run.val_accuracy is not None]
        trial = Trial(
            name=f"units-{place}",
            label=f"<{place} units>",
            varied={"units": place},
            settings=SETTINGS | {"epochs": 1},
            candidate=SETTINGS | {"epochs": epochs},
            parameters=10,
            val_accuracy=fmean(known) if len(known) == len(runs) else None,
            runs=runs,
        )
        trials.append(trial)
    count = len(trials) if n_combinations is None else n_combinations
    space = {"units": list(range(1, count + 1))}
    return Search("lab", "trial", space, count, 0, tuple(trials), best_trials(trials))


def build_experiment(
    *configurations: ConfigurationSummary,
    axes: tuple[str, ...] = (),
    margin: float = 0.001,
    gaps: tuple[Gap, ...] = (),
    answers: dict[str, np.ndarray] | None = None,
    **fields: Any,
) -> Experiment:
    """Without `answers`, the images that one run is right for include all of any worse run's."""
    summary = Summary(
        lab="lab",
        experiment="trial",
        dataset=PlannedDataset("mnist", "d" * 64),
        axes=tuple(SweptAxis(axis, []) for axis in axes),
        configurations=configurations,
        majority=None,
        gaps=gaps,
    )
    summary = with_overfitting(summary)
    if answers is None:
        answers = made_up_answers(*configurations)
    entries = typed(list(fields.pop("published", ())), list[PublishedNumbers])
    return Experiment(summary, margin, answers, published=tuple(entries), **fields)


@pytest.fixture(scope="session")
def configuration() -> Callable[..., ConfigurationSummary]:
    return build_configuration


@pytest.fixture(scope="session")
def gap() -> Callable[..., Gap]:
    return build_gap


@pytest.fixture(scope="session")
def search() -> Callable[..., Search]:
    return build_search


@pytest.fixture(scope="session")
def experiment() -> Callable[..., Experiment]:
    return build_experiment
