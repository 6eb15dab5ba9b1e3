"""Runs with made-up answers, and the evaluation of them class by class."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from labbook.artifacts.experiment_plan import PlannedDataset, RunSettings
from labbook.artifacts.predictions import Predictions, write_predictions
from labbook.artifacts.summary import (
    METRIC_NAMES,
    ConfigurationSummary,
    FailedRun,
    Gap,
    Majority,
    RunSummary,
    Summary,
)
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import ClassEvaluation
from labbook.topics.classes.evaluate_job import evaluate_classes
from made_up_plans import run_settings

# One for each run: probabilities (n_test, n_classes), or None for a run that diverged.
Answers = Sequence[np.ndarray | None]


def certain(answers: Sequence[int], n_classes: int) -> np.ndarray:
    """Probabilities, float32 (n_test, n_classes), of a network that is sure of its answers."""
    return np.eye(n_classes, dtype=np.float32)[list(answers)]


def summary_of(
    folder: Path,
    labels: np.ndarray,
    configurations: dict[str, Answers],
    n_classes: int,
    val_accuracies: dict[str, float] | None = None,
    failed: dict[str, int] | None = None,
) -> Summary:
    """Write each run's predictions below `folder`; `failed` runs of a configuration come last."""
    found, gaps = [], []
    settings = run_settings(output={"units": n_classes, "activation": "softmax"})
    for place, (name, answers) in enumerate(configurations.items()):
        runs = tuple(
            _run(folder, name, seed, labels, one, n_classes, (val_accuracies or {}).get(name))
            for seed, one in enumerate(answers)
        )
        lost = tuple(
            FailedRun(f"{name}_seed-{seed}", seed, f"{name}-{seed}", "killed")
            for seed in range(len(runs), len(runs) + (failed or {}).get(name, 0))
        )
        if runs:
            found.append(_configuration(name, settings, runs, len(labels)))
        if lost:
            seeds = tuple(range(len(runs) + len(lost)))
            gaps.append(Gap(name, name, {"variant": name}, settings, place, seeds, lost))
    classes = tuple(map(str, range(n_classes)))
    data = PlannedDataset("mnist", "d" * 64, (28, 28), classes, "digit")
    return Summary("lab", "trial", data, (), tuple(found), None, tuple(gaps))


def evaluation_of(
    folder: Path, labels: Sequence[int], *answers: np.ndarray | None, n_classes: int
) -> tuple[Summary, ClassEvaluation]:
    """Of one configuration, called `only`."""
    given = np.array(labels, dtype=np.uint8)
    summary = summary_of(folder, given, {"only": answers}, n_classes)
    return summary, evaluate_classes(summary, given)[0]


def _run(
    folder: Path,
    name: str,
    seed: int,
    labels: np.ndarray,
    probabilities: np.ndarray | None,
    n_classes: int,
    val_accuracy: float | None,
) -> RunSummary:
    diverged = probabilities is None
    if probabilities is None:
        probabilities = np.full((len(labels), n_classes), np.nan, dtype=np.float32)
    directory = folder / f"{name}-{seed}"
    write_predictions(directory / "predictions.npz", Predictions(probabilities, labels))
    right = float(np.mean(probabilities.argmax(axis=1) == labels))
    metrics: dict[str, float | None] = dict.fromkeys(METRIC_NAMES)
    if not diverged:
        metrics |= {"test_accuracy": right, "val_accuracy": val_accuracy}
    return RunSummary(
        name=f"{name}_seed-{seed}",
        seed=seed,
        key=f"{name}-{seed}",
        directory=str(directory),
        diverged=diverged,
        epochs=1,
        metrics=metrics,
        test_accuracy_interval=(0.0, 1.0),
        answers_one_class=False,
        no_better_loss=False,
        p_better_answers=0.0,
    )


def _configuration(
    name: str, settings: RunSettings, runs: tuple[RunSummary, ...], n_test: int
) -> ConfigurationSummary:
    return ConfigurationSummary(
        name=name,
        label=name,
        varied={"variant": name},
        settings=settings,
        parameters=10,
        n_train=800,
        n_validation=200,
        n_test=n_test,
        steps_per_epoch=8,
        batch_size_used=100,
        majority=Majority(0.5, "0", n_test, 0.6931),
        n_runs=len(runs),
        n_diverged=sum(run.diverged for run in runs),
        metrics={
            metric: describe([None if run.diverged else run.metrics[metric] for run in runs])
            for metric in METRIC_NAMES
        },
        runs=runs,
    )
