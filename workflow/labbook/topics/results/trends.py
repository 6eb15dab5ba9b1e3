"""`trend`: how mean test accuracy changes along a swept numeric axis while other axes stay fixed.

The axis has three values or more with two runs each; of two, `difference` tells. Verdicts:

- `increasing`, `decreasing`: both the linear contrast of the mean accuracies over the order of the
  values and the difference of the last and the first value are told from zero, with the same sign.
- `turning`: of the steps from a value to the next, one up and one down are told apart.
- `flat`: any two values are equivalent; of very many, as each is to the first within half the
  margin.
- `not shown`: none of these.

All tests cross seeds and test images. The p-value of a contrast and its ends is the larger of the
two, those of all axes are corrected together by Holm's procedure, and so are those of the steps.
Linear contrasts over ordered groups: Abelson and Tukey (1963), Annals of Mathematical Statistics
34, 1347-1369. The interval of the evidence is for the last value's mean minus the first value's.
"""

from dataclasses import dataclass, replace
from itertools import combinations, pairwise, takewhile

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.canonical_json import canonical_json
from labbook.findings.comparing import compared, corrected
from labbook.findings.experiment import (
    Experiment,
    Facts,
    accuracy_of,
    fewest_seeds,
    metric_of,
    names_of,
)
from labbook.findings.pairs import other_settings
from labbook.metrics.best_configuration import MOST_SHOWN
from labbook.metrics.comparison import (
    Comparison,
    correct_family,
    crossed_contrast,
    right_of,
)
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm
from labbook.text.names import setting_name, settings_words, value_words

# Settings of which there may be more; others grow.
COUNTED = ("units", "hidden_layers", "epochs", "filters")
TREND_TEST = "contrast and ends, t-tests over seeds and test images"


@dataclass(frozen=True)
class _Line:
    """Configurations by growing value of `axis`; `p` is of contrast and ends, not corrected."""

    axis: str
    points: list[ConfigurationSummary]
    ends: Comparison
    rises: bool
    p: float


def find_trends(experiment: Experiment) -> list[Finding]:
    """A finding for each numeric axis and each combination of values of the other axes.

    At least three configurations must have finished there, with two runs each.
    """
    # Two sweeps of one experiment may share an axis.
    axes = dict.fromkeys(axis.name for axis in experiment.summary.axes)
    lines = [
        _line(experiment, axis, points) for axis in axes for points in _groups(experiment, axis)
    ]
    p_values = holm([line.p for line in lines])
    return [_trend(experiment, line, p) for line, p in zip(lines, p_values, strict=True)]


def _groups(experiment: Experiment, axis: str) -> list[list[ConfigurationSummary]]:
    """Groups of configurations that differ only in `axis`, each sorted by growing value."""
    groups: dict[str, list[ConfigurationSummary]] = {}
    for configuration in experiment.finished:
        value = configuration.varied.get(axis)
        if isinstance(value, int | float) and not isinstance(value, bool):
            others = canonical_json(other_settings(configuration, axis))
            groups.setdefault(others, []).append(configuration)
    return [
        sorted(points, key=lambda point: point.varied[axis])
        for points in groups.values()
        if len({point.varied[axis] for point in points}) == len(points) > 2
        if fewest_seeds(points) > 1
    ]


def _line(experiment: Experiment, axis: str, points: list[ConfigurationSummary]) -> _Line:
    ends = compared(experiment, points[-1], points[0])
    places = np.arange(len(points)) - (len(points) - 1) / 2
    rights = [right_of(point, experiment.right_answers) for point in points]
    contrast = crossed_contrast(places.tolist(), rights)
    alike = contrast.difference * ends.difference > 0
    # All points have two runs, so there is a test of the ends.
    p = max(contrast.p_difference, ends.p_difference or 0.0) if alike else 1.0
    return _Line(axis, points, ends, ends.difference > 0, p)


def _trend(experiment: Experiment, line: _Line, p: float | None) -> Finding:
    axis, points, ends = line.axis, line.points, line.ends
    others = other_settings(points[0], axis)
    fixed = settings_words(others)
    highest, lowest = max(points, key=accuracy_of), min(points, key=accuracy_of)
    numbers: Facts = {
        "first_test_accuracy": metric_of(points[0], "test_accuracy"),
        "last_test_accuracy": metric_of(points[-1], "test_accuracy"),
        "difference": abs(ends.difference),
        "highest_test_accuracy": metric_of(highest, "test_accuracy"),
        "lowest_test_accuracy": metric_of(lowest, "test_accuracy"),
        "margin": experiment.equivalence_margin,
        "n_values": len(points),
    }
    details: Facts = {
        "axis": axis,
        "axis_words": setting_name(axis),
        "fixed": fixed,
        "first": points[0].name,
        "last": points[-1].name,
        "highest": highest.name,
        "lowest": lowest.name,
        "is_count": axis in COUNTED,
        "level_from": _level_from(experiment, points),
        "left_out": names_of(
            configuration
            for configuration in experiment.without_result
            if axis in configuration.varied and other_settings(configuration, axis) == others
        ),
    }
    values = "-".join(_in_an_id(value) for value in others.values())
    return experiment.finding(
        "trend",
        _verdict(experiment, line, p),
        points,
        qualifier=f"{axis}.{values}" if fixed else axis,
        numbers=numbers,
        given=("margin",),
        details=details,
        test=corrected(TREND_TEST),
        n=fewest_seeds(points),
        p=p,
        interval=ends.interval,
    )


def _in_an_id(value: object) -> str:
    """Write a value without blanks: a blank separates the ids of findings that share a sentence."""
    if isinstance(value, list):
        return "-".join(map(_in_an_id, value))
    return value if isinstance(value, str) else value_words("", value).replace(" ", "-")


def _verdict(experiment: Experiment, line: _Line, p: float | None) -> str:
    steps = correct_family(
        [compared(experiment, after, before) for before, after in pairwise(line.points)]
    )
    if {"better", "worse"} <= {step.verdict for step in steps}:
        return "turning"
    if p is not None and p < SIGNIFICANCE:
        return "increasing" if line.rises else "decreasing"
    return "flat" if _is_flat(experiment, line.points) else "not shown"


def _level_from(experiment: Experiment, points: list[ConfigurationSummary]) -> str | None:
    """The first value from which on none is told apart from the last; None if it is the last."""
    *others, last = points
    beside = correct_family([compared(experiment, last, other) for other in others])
    level = list(takewhile(lambda one: one.verdict not in ("better", "worse"), reversed(beside)))
    return level[-1].second if level else None


def _is_flat(experiment: Experiment, points: list[ConfigurationSummary]) -> bool:
    """Whether any two are shown to be equivalent.

    Of very many, whose pairs are too many, each is to be so close to the first, within half the
    margin, that any two are within the margin.
    """
    if len(points) <= MOST_SHOWN:
        pairs = combinations(points, 2)
        return all(compared(experiment, *pair).verdict == "equivalent" for pair in pairs)
    half = replace(experiment, equivalence_margin=experiment.equivalence_margin / 2)
    first, *others = points
    return all(compared(half, first, other).verdict == "equivalent" for other in others)
