"""Evaluate the answers of an experiment class by class.

The scores are those of scikit-learn:
https://scikit-learn.org/stable/modules/model_evaluation.html#classification-metrics
"""

import math
from collections.abc import Iterable, Sequence
from itertools import permutations
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
from labbook.artifacts.summary import RunSummary, Summary, read_summary
from labbook.errors import LabbookError
from labbook.metrics.best_configuration import choose_configuration, counted_runs
from labbook.metrics.classification import predicted_classes
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import (
    SCORE_NAMES,
    ClassEvaluation,
    ConfusedImages,
    ConfusedPair,
    RocCurve,
    RunClasses,
    write_class_evaluation,
    write_confused_images,
)

MOST_PAIRS = 6
MOST_IMAGES = 8


def make(
    *, summary: Path, dataset_file: Path, dataset_sha256: str, classes: Path, images: Path
) -> None:
    """Read the summary, its runs' predictions and the data; write classes.json and the images."""
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    evaluation, shown = evaluate_classes(read_summary(summary), dataset.test_labels)
    write_class_evaluation(classes, evaluation)
    write_confused_images(
        images, find_confused_images(evaluation.pairs, shown, dataset.test_images)
    )


def evaluate_classes(
    summary: Summary, labels: np.ndarray
) -> tuple[ClassEvaluation, Predictions | None]:
    """The evaluation of an experiment, and the predictions of its shown run, None without one.

    It is of the only configuration, or of that with the highest mean validation accuracy. `labels`
    (n_test,) uint8: for each test image, the place of its class among the dataset's classes. Raises
    LabbookError naming a run whose predictions are not of these images.
    """
    configuration, chosen_by = choose_configuration(summary)
    classes = summary.dataset.classes
    counted = counted_runs(configuration)
    predictions = [_read_predictions(run, labels, len(classes)) for run in counted]
    shown = next(iter(predictions), None)
    runs = tuple(map(_evaluate, counted, predictions))
    support = np.bincount(labels, minlength=len(classes))
    scores = {name: [run.scores[name] for run in runs] for name in SCORE_NAMES if runs}
    evaluation = ClassEvaluation(
        lab=summary.lab,
        experiment=summary.experiment,
        configuration=configuration.name,
        chosen_by=chosen_by,
        classes=classes,
        noun=summary.dataset.noun,
        support=tuple(support.tolist()),
        runs=runs,
        scores={
            name: tuple(map(describe, zip(*of_runs, strict=True)))
            for name, of_runs in scores.items()
        },
        macro={
            name: describe([_mean_over_classes(of_run, support) for of_run in of_runs])
            for name, of_runs in scores.items()
        },
        pairs=confused_pairs(runs, len(classes)),
        roc=roc_curves(shown.probabilities, labels) if shown else (),
    )
    return evaluation, shown


def _read_predictions(run: RunSummary, labels: np.ndarray, n_classes: int) -> Predictions:
    predictions = read_predictions(Path(run.directory) / "predictions.npz")
    is_whole = predictions.probabilities.shape == (len(labels), n_classes)
    if not is_whole or not np.array_equal(predictions.labels, labels):
        raise LabbookError(
            f"Run {run.name}: its predictions are not of the {len(labels)} test images of "
            f"{n_classes} classes; delete {run.directory} and build again."
        )
    return predictions


def _evaluate(run: RunSummary, predictions: Predictions) -> RunClasses:
    given = (predictions.probabilities, predictions.labels)
    confusion = tuple(map(tuple, count_answers(*given).tolist()))
    return RunClasses(run.key, run.seed, confusion, score_classes(*given))


def _mean_over_classes(scores: Sequence[float | None], support: np.ndarray) -> float | None:
    """The mean over the classes that have test images; None if one of them has no score.

    A mean over those that have a score would forgive a run that never answers some class.
    """
    of_images = [score for score, images in zip(scores, support, strict=True) if images]
    known = [score for score in of_images if score is not None]
    return float(mean(known)) if known and len(known) == len(of_images) else None


def confused_pairs(runs: Sequence[RunClasses], n_classes: int) -> tuple[ConfusedPair, ...]:
    """All that occur in any run, the commonest first."""
    pairs = []
    for label, answer in permutations(range(n_classes), 2):
        counts = tuple(run.confusion[label][answer] for run in runs)
        if any(counts):
            pairs.append(ConfusedPair(label, answer, counts, float(mean(counts))))
    # The sort is stable: equals stay in the order of the classes.
    return tuple(sorted(pairs, key=lambda pair: -pair.mean))


def count_answers(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The confusion matrix, int (n_classes, n_classes): rows are classes, columns are answers.

    `probabilities` (n_test, n_classes), the likeliest class being the answer; `labels` (n_test,).
    """
    answers = predicted_classes(probabilities)
    return np.asarray(confusion_matrix(labels, answers, labels=range(probabilities.shape[1])))


def score_classes(
    probabilities: np.ndarray, labels: np.ndarray
) -> dict[str, tuple[float | None, ...]]:
    """Precision, recall, F1 and AUC of each class against the rest; None where not defined.

    The AUC is the chance that an image of the class gets a higher probability of being one than an
    image of the rest does, ties counting half (Fawcett 2006, "An introduction to ROC analysis",
    section 8). F1 is the harmonic mean of precision and recall, and needs both.
    """
    precision, recall, f1, _ = precision_recall_fscore_support(
        labels,
        predicted_classes(probabilities),
        labels=range(probabilities.shape[1]),
        # scikit-learn would put a 0, and warn.
        zero_division=np.nan,
    )
    f1[np.isnan(precision) | np.isnan(recall)] = np.nan
    return {
        name: tuple(None if math.isnan(value) else float(value) for value in values)
        for name, values in (("precision", precision), ("recall", recall), ("f1", f1))
    } | {
        "auc": tuple(
            float(roc_auc_score(belongs, given)) if _has_both(belongs) else None
            for belongs, given in _against_rest(probabilities, labels)
        )
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
    """For each class: which images are of it, bool (n_test,), and their probabilities of it."""
    for index, given in enumerate(probabilities.T):
        yield labels == index, given


def _has_both(belongs: np.ndarray) -> bool:
    """Whether there are images of the class and of the rest, as a ROC curve needs."""
    return bool(belongs.any()) and not bool(belongs.all())


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
        rows=rows,
    )
