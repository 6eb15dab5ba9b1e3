"""What a figure of ROC curves shows: each class's curve, and the window on all of them."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from labbook.topics.classes.class_evaluation import ClassEvaluation, RocCurve

# A logarithmic axis bends the straight lines of a curve: they are drawn in steps of this factor.
_STEP = 1.15
# The vertical axis begins at the highest of these that leaves the window this much of each curve.
_FLOORS = (0.98, 0.95, 0.9, 0.8, 0.6, 0.4)
_PART_SHOWN = 0.7
_GRID_POINTS = 301


@dataclass(frozen=True)
class ClassCurve:
    """One class against the rest, as drawn.

    false_positives, true_positives: rates, float64 (points,), from the left end of the window on.
    `area` is that under the whole curve, None where it is not defined.
    """

    name: str
    curve: RocCurve
    area: float | None
    false_positives: np.ndarray
    true_positives: np.ndarray


@dataclass(frozen=True)
class RocData:
    """`left`, `floor`: where the axes of false and of true positive rates begin, the first of them
    logarithmic and no more than the least rate that occurs.

    grid, lowest, highest: the range of the true positive rates of all classes, float64 (points,).
    """

    curves: tuple[ClassCurve, ...]
    left: float
    floor: float
    grid: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray


def load_roc(evaluation: ClassEvaluation) -> RocData | None:
    """Of the shown run, the classes that have a curve; None where none has."""
    shown = evaluation.shown
    known = [
        (place, curve)
        for place, curve in enumerate(evaluation.roc)
        if len(curve.false_positive_rates) > 1
    ]
    if shown is None or not known:
        return None
    left = _left_end([curve for _, curve in known])
    curves = tuple(
        ClassCurve(
            evaluation.classes[place], curve, shown.scores["auc"][place], *_drawn(curve, left)
        )
        for place, curve in known
    )
    grid = np.geomspace(left, 1.0, _GRID_POINTS)
    heights = np.array(
        [
            np.interp(grid, curve.false_positive_rates, curve.true_positive_rates)
            for _, curve in known
        ]
    )
    lowest = heights.min(axis=0)
    floors = [floor for floor in _FLOORS if (lowest >= floor).mean() >= _PART_SHOWN]
    return RocData(curves, left, floors[0] if floors else 0.0, grid, lowest, heights.max(axis=0))


def _left_end(curves: list[RocCurve]) -> float:
    """The power of ten at or below the least false positive rate that occurs, a tenth at most."""
    least = min(rate for curve in curves for rate in curve.false_positive_rates if rate > 0)
    return float(10.0 ** min(math.floor(math.log10(least) + 1e-9), -1))


def _drawn(curve: RocCurve, left: float) -> tuple[np.ndarray, np.ndarray]:
    """The points of the line from `left` on, where it is at its height there."""
    points = list(zip(curve.false_positive_rates, curve.true_positive_rates, strict=True))
    false: list[float] = []
    true: list[float] = []
    for (start, low), (end, high) in pairwise(points):
        if end < left:
            continue
        if start == end:
            false += [start, end]
            true += [low, high]
            continue
        begin = max(start, left)
        steps = math.ceil(math.log(end / begin, _STEP)) if high > low else 1
        between = np.geomspace(begin, end, max(steps, 1) + 1)
        false += map(float, between)
        true += [float(low + (high - low) * (rate - start) / (end - start)) for rate in between]
    return np.array(false), np.array(true)
