"""From a summary and the predictions of its runs to the answers class by class."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from labbook.artifacts.predictions import Predictions, read_predictions
from labbook.artifacts.summary import RunSummary, Statistic, Summary
from labbook.errors import LabbookError
from labbook.metrics.best_configuration import choose_configuration, counted_runs
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import (
    SCORE_NAMES,
    ClassEvaluation,
    ConfusedPair,
    RunClasses,
)
from labbook.topics.classes.class_scores import count_answers, roc_curves, score_classes


def evaluate_classes(summary: Summary, labels: np.ndarray) -> ClassEvaluation:
    """Of the configuration of the highest mean validation accuracy, or of the only one.

    `labels` (n_test,) uint8: classes of the test images, by their place among the classes that the
    summary's dataset names. Raises LabbookError naming a run whose predictions are of other images.
    """
    configuration, chosen_by = choose_configuration(summary)
    classes = summary.dataset.classes
    n_classes = len(classes)
    counted = counted_runs(configuration)
    predictions = [_read(run, labels, n_classes) for run in counted]
    runs = tuple(map(_evaluate, counted, predictions))
    support = np.bincount(labels, minlength=n_classes)
    return ClassEvaluation(
        lab=summary.lab,
        experiment=summary.experiment,
        configuration=configuration.name,
        chosen_by=chosen_by,
        classes=classes,
        noun=summary.dataset.noun,
        support=tuple(support.tolist()),
        runs=runs,
        scores=_over_runs(runs, n_classes) if runs else {},
        macro=_macro(runs, support) if runs else {},
        pairs=_pairs(runs),
        roc=roc_curves(predictions[0].probabilities, labels) if runs else (),
    )


def read_shown_run(summary: Summary, evaluation: ClassEvaluation) -> Predictions | None:
    """What the run that curves and images are of has predicted; None where there is none."""
    shown = evaluation.shown
    for run in (run for one in summary.configurations for run in one.runs):
        if shown and run.key == shown.key:
            return read_predictions(_predictions_file(run))
    return None


def _read(run: RunSummary, labels: np.ndarray, n_classes: int) -> Predictions:
    predictions = read_predictions(_predictions_file(run))
    whole = predictions.probabilities.shape == (len(labels), n_classes)
    if not whole or not np.array_equal(predictions.labels, labels):
        raise LabbookError(
            f"Run {run.name}: its predictions are not of the {len(labels)} test images of "
            f"{n_classes} classes; delete {run.directory} and build again."
        )
    return predictions


def _predictions_file(run: RunSummary) -> Path:
    return Path(run.directory) / "predictions.npz"


def _evaluate(run: RunSummary, predictions: Predictions) -> RunClasses:
    probabilities, labels = predictions.probabilities, predictions.labels
    counts = count_answers(probabilities, labels).tolist()
    return RunClasses(
        key=run.key,
        seed=run.seed,
        confusion=tuple(map(tuple, counts)),
        scores=score_classes(probabilities, labels),
    )


def _over_runs(runs: Sequence[RunClasses], n_classes: int) -> dict[str, tuple[Statistic, ...]]:
    return {
        name: tuple(
            describe([run.scores[name][index] for run in runs]) for index in range(n_classes)
        )
        for name in SCORE_NAMES
    }


def _macro(runs: Sequence[RunClasses], support: np.ndarray) -> dict[str, Statistic]:
    return {
        name: describe([_mean_over_classes(run.scores[name], support) for run in runs])
        for name in SCORE_NAMES
    }


def _mean_over_classes(scores: Sequence[float | None], support: np.ndarray) -> float | None:
    """Not of those that happen to have a score: one that was never answered would be forgiven."""
    of_images = [score for score, images in zip(scores, support, strict=True) if images]
    known = [score for score in of_images if score is not None]
    return float(mean(known)) if known and len(known) == len(of_images) else None


def _pairs(runs: Sequence[RunClasses]) -> tuple[ConfusedPair, ...]:
    size = len(runs[0].confusion) if runs else 0
    pairs = []
    for label in range(size):
        for answer in range(size):
            counts = tuple(run.confusion[label][answer] for run in runs)
            if label != answer and any(counts):
                pairs.append(ConfusedPair(label, answer, counts, float(mean(counts))))
    # The sort is stable: equals stay in the order of the classes.
    return tuple(sorted(pairs, key=lambda pair: -pair.mean))
