"""Evaluate the answers of an experiment class by class."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean

import numpy as np
from sklearn.metrics import (
    confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

from labbook.artifacts.dataset import read_checked_dataset
from labbook.artifacts.predictions import Predictions, read_predictions
from labbook.artifacts.summary import RunSummary, Statistic, Summary, read_summary
from labbook.errors import LabbookError
from labbook.metrics.classification import predicted_classes
from labbook.metrics.shown_configuration import choose_configuration, counted_runs
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import (
    SCORE_NAMES,
    ClassEvaluation,
    ConfusedPair,
    RocCurve,
    RunClasses,
    write_class_evaluation,
)
from labbook.topics.classes.confused_images import ConfusedImages, write_confused_images

Scores = dict[str, tuple[float | None, ...]]


def count_answers(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The confusion matrix, int (n_classes, n_classes): rows are classes, columns are answers.

    `probabilities` (n_test, n_classes), the likeliest class being the answer; `labels` (n_test,).
    """
    answers = predicted_classes(probabilities)
    return np.asarray(confusion_matrix(labels, answers, labels=list(range(probabilities.shape[1]))))


def score_classes(probabilities: np.ndarray, labels: np.ndarray) -> Scores:
    """Precision, recall, F1 and AUC of each class against the rest; None where not defined.

    The AUC is the chance that an image of the class gets a higher probability of being one than an
    image of the rest does, ties counting half (Fawcett 2006, "An introduction to ROC analysis",
    section 8). F1 is the harmonic mean of precision and recall, and needs both.
    """
    precision, recall, f1, _ = precision_recall_fscore_support(
        labels,
        predicted_classes(probabilities),
        labels=list(range(probabilities.shape[1])),
        # scikit-learn would put a 0, and warn.
        zero_division=np.nan,
    )
    lacking = np.isnan(precision) | np.isnan(recall)
    return {
        "precision": _defined(precision),
        "recall": _defined(recall),
        "f1": _defined(np.where(lacking, np.nan, f1)),
        "auc": tuple(
            float(roc_auc_score(belongs, given)) if _has_both(belongs) else None
            for belongs, given in _against_rest(probabilities, labels)
        ),
    }


def roc_curves(probabilities: np.ndarray, labels: np.ndarray) -> tuple[RocCurve, ...]:
    """One for each class against the rest (Fawcett 2006, section 5); empty where not defined."""
    curves = []
    for belongs, given in _against_rest(probabilities, labels):
        false, true = [], []
        if _has_both(belongs):
            false, true, _ = roc_curve(belongs, given, drop_intermediate=True)
        curves.append(RocCurve(tuple(map(float, false)), tuple(map(float, true))))
    return tuple(curves)


def _against_rest(
    probabilities: np.ndarray, labels: np.ndarray
) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    for index, given in enumerate(probabilities.T):
        yield labels == index, given


def _has_both(belongs: np.ndarray) -> bool:
    """Whether there are images of the class and of the rest, as a ROC curve needs."""
    return bool(belongs.any()) and not bool(belongs.all())


def _defined(values: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else float(value) for value in values)


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


MOST_PAIRS = 6
MOST_IMAGES = 8


def find_confused_images(
    pairs: Sequence[ConfusedPair], shown: Predictions | None, images: np.ndarray
) -> ConfusedImages:
    """Up to MOST_IMAGES of each of the first MOST_PAIRS, as the shown run confuses them.

    `images` uint8 (n_test, height, width), or with three channels behind; none without a shown run.
    Of a pair, those come first whose wrong answer got the highest probability; equals in the order
    of the test images.
    """
    rows = np.array([], dtype=np.int64)
    if shown is None:
        nothing = np.array([], dtype=np.uint8)
        return ConfusedImages(images[rows], nothing, nothing, np.array([], dtype=np.float32), rows)
    answers = predicted_classes(shown.probabilities)
    for pair in pairs[:MOST_PAIRS]:
        found = np.flatnonzero((shown.labels == pair.label) & (answers == pair.answer))
        surest = np.argsort(-shown.probabilities[found, pair.answer], kind="stable")
        rows = np.concatenate([rows, found[surest[:MOST_IMAGES]]])
    return ConfusedImages(
        images=images[rows],
        labels=shown.labels[rows].astype(np.uint8),
        answers=answers[rows],
        probabilities=shown.probabilities[rows, answers[rows]].astype(np.float32),
        rows=rows.astype(np.int64),
    )


def make(
    *, summary: Path, dataset_file: Path, dataset_sha256: str, classes: Path, images: Path
) -> None:
    """Read the summary, its runs' predictions and the data; write classes.json and the images."""
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    summarized = read_summary(summary)
    evaluation = evaluate_classes(summarized, dataset.test_labels)
    confused = find_confused_images(
        evaluation.pairs, read_shown_run(summarized, evaluation), dataset.test_images
    )
    write_class_evaluation(classes, evaluation)
    write_confused_images(images, confused)
