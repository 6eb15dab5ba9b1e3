"""How well one run tells each class from the rest, as scikit-learn computes it.

https://scikit-learn.org/stable/modules/model_evaluation.html#classification-metrics
"""

import math
from collections.abc import Iterable

import numpy as np
from sklearn.metrics import (
    confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)

from labbook.metrics.classification import predicted_classes
from labbook.topics.classes.class_evaluation import RocCurve

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
