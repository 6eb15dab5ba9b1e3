"""Evaluations class by class, made up from confusion matrices."""

from collections.abc import Sequence

import numpy as np

from labbook.artifacts.summary import NOTHING
from labbook.data.entry import DIGITS
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import (
    SCORE_NAMES,
    ClassEvaluation,
    ConfusedImages,
    ConfusedPair,
    RocCurve,
    RunClasses,
)

CONFIGURATION = "units-64"


def made_up_evaluation(
    confusions: Sequence[np.ndarray],
    classes: Sequence[str] = (),
    *,
    lab: str = "lab3_keras",
    experiment: str = "optimizers",
    configuration: str = CONFIGURATION,
    chosen_by: str = "only one",
    keys: Sequence[str] = (),
    seeds: Sequence[int] = (),
) -> ClassEvaluation:
    """One run for each matrix, seeds from 0; AUC and curves are those of the bare answers."""
    names = tuple(classes or map(str, range(10 if not len(confusions) else len(confusions[0]))))
    seeds = seeds or range(len(confusions))
    runs = tuple(
        RunClasses(
            keys[place] if keys else f"{place:012x}",
            seeds[place],
            tuple(tuple(map(int, row)) for row in confusion),
            _scores(np.asarray(confusion)),
        )
        for place, confusion in enumerate(confusions)
    )
    by_class = range(len(names))
    return ClassEvaluation(
        lab=lab,
        experiment=experiment,
        configuration=configuration,
        chosen_by=chosen_by,
        classes=names,
        noun="digit" if all(name in DIGITS for name in names) else "class",
        support=tuple(map(int, np.asarray(confusions[0]).sum(1))) if runs else (),
        runs=runs,
        scores={
            name: tuple(describe([run.scores[name][one] for run in runs]) for one in by_class)
            for name in SCORE_NAMES
        }
        if runs
        else {},
        macro={
            name: describe([_mean(run.scores[name]) for run in runs]) if runs else NOTHING
            for name in SCORE_NAMES
        }
        if runs
        else {},
        pairs=_pairs(runs, len(names)),
        roc=tuple(_curve(np.asarray(confusions[0]), one) for one in by_class) if runs else (),
    )


def made_up_images(
    evaluation: ClassEvaluation,
    n_pairs: int = 6,
    n_images: int = 8,
    size: tuple[int, ...] = (4, 4),
) -> ConfusedImages:
    """Of the shown run's pairs, the first images of each: noise, every one another."""
    random = np.random.default_rng(0)
    labels, answers = [], []
    for pair in [pair for pair in evaluation.pairs if pair.counts[0]][:n_pairs]:
        shown = min(pair.counts[0], n_images)
        labels += [pair.label] * shown
        answers += [pair.answer] * shown
    count = len(labels)
    return ConfusedImages(
        random.integers(0, 256, (count, *size), dtype=np.uint8),
        np.array(labels, np.uint8),
        np.array(answers, np.uint8),
        np.linspace(0.999, 0.4, count, dtype=np.float32),
        np.arange(count, dtype=np.int64) * 7,
    )


def ten_digits(n_runs: int = 3, per_class: int = 100, seed: int = 0) -> list[np.ndarray]:
    """Confusion matrices of runs that are mostly right."""
    random = np.random.default_rng(seed)
    likely = np.full((10, 10), 0.003) + np.eye(10) * 0.97
    likely[4, 9], likely[7, 2] = 0.03, 0.02
    likely /= likely.sum(1, keepdims=True)
    return [np.array([random.multinomial(per_class, row) for row in likely]) for _ in range(n_runs)]


def _scores(confusion: np.ndarray) -> dict[str, tuple[float | None, ...]]:
    right, answered, support = np.diag(confusion), confusion.sum(0), confusion.sum(1)
    recall = right / support
    false_positive = (answered - right) / (confusion.sum() - support)
    precision = [float(r / a) if a else None for r, a in zip(right, answered, strict=True)]
    return {
        "precision": tuple(precision),
        "recall": tuple(map(float, recall)),
        "f1": tuple(
            None if p is None else float(2 * r / (a + s))
            for p, r, a, s in zip(precision, right, answered, support, strict=True)
        ),
        "auc": tuple(map(float, (1 + recall - false_positive) / 2)),
    }


def _curve(confusion: np.ndarray, one: int) -> RocCurve:
    support = confusion.sum(1)[one]
    others = confusion.sum() - support
    wrong = confusion[:, one].sum() - confusion[one, one]
    return RocCurve(
        (0.0, float(wrong / others), 1.0), (0.0, float(confusion[one, one] / support), 1.0)
    )


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if len(known) == len(scores) else None


def _pairs(runs: Sequence[RunClasses], n_classes: int) -> tuple[ConfusedPair, ...]:
    pairs = []
    for label in range(n_classes):
        for answer in range(n_classes):
            counts = tuple(run.confusion[label][answer] for run in runs)
            if label != answer and any(counts):
                pairs.append(ConfusedPair(label, answer, counts, sum(counts) / len(counts)))
    return tuple(sorted(pairs, key=lambda pair: -pair.mean))
