"""`trend`: how mean test accuracy changes along a swept numeric axis while other axes stay fixed.

The ends are the first and the last value of the axis. Two values are told apart if their comparison
says that one is better than the other. Verdicts, along growing values of the axis:

- `increasing`, `decreasing`: the means never turn back, and the ends are told apart.
- `mostly increasing`, `mostly decreasing`: the ends are told apart. The means turn back in some
  step, but no such step is told apart.
- `saturating`: the ends are told apart. The means rise without turning back from one end
  (`details.start`) to a value (`details.plateau`), and all further means stay within the margin of
  that value's mean.
- `flat`: all means lie within the margin of each other.
- `none`: the means turn back, and either the step back is told apart, or two neighbors are told
  apart while the ends are not.
- `not resolved`: the ends are not told apart, and no other verdict fits.

`details.ends` says how the ends compare, and `details.unresolved_by` what does not tell them apart.
The interval of the evidence is for the last value's mean minus the first value's mean.
"""

from itertools import pairwise

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.canonical_json import canonical_json
from labbook.findings.comparing import compared
from labbook.findings.experiment import (
    Experiment,
    Facts,
    accuracy_of,
    metric_of,
    most_seeds,
    names_of,
)
from labbook.findings.pairs import other_settings
from labbook.metrics.comparison import Comparison, correct_family
from labbook.text.names import setting_name, settings_words, value_words


def find_trends(experiment: Experiment) -> list[Finding]:
    """A finding for each numeric axis and each combination of values of the other axes.

    At least two configurations must have finished there.
    """
    # Two sweeps of one experiment may share an axis.
    axes = dict.fromkeys(axis.name for axis in experiment.summary.axes)
    return [
        _trend(experiment, axis, points) for axis in axes for points in _lines(experiment, axis)
    ]


def _lines(experiment: Experiment, axis: str) -> list[list[ConfigurationSummary]]:
    """Groups of configurations that differ only in `axis`, each sorted by growing value."""
    lines: dict[str, list[ConfigurationSummary]] = {}
    for configuration in experiment.finished:
        value = configuration.varied.get(axis)
        if isinstance(value, int | float) and not isinstance(value, bool):
            others = canonical_json(other_settings(configuration, axis))
            lines.setdefault(others, []).append(configuration)
    return [
        sorted(points, key=lambda point: point.varied[axis])
        for points in lines.values()
        if len({point.varied[axis] for point in points}) == len(points) > 1
    ]


def _trend(experiment: Experiment, axis: str, points: list[ConfigurationSummary]) -> Finding:
    margin = experiment.equivalence_margin
    means = list(map(accuracy_of, points))
    ends = compared(experiment, points[-1], points[0])
    rising = means[-1] >= means[0]
    # An effect levels off towards the more accurate end, so start at the other one.
    uphill = points if rising else points[::-1]
    plateau = _plateau(means if rising else means[::-1], margin)
    steps = [compared(experiment, after, before) for before, after in pairwise(points)]
    apart = ends.verdict in ("better", "worse")
    verdict = _verdict(means, apart, correct_family(steps), plateau, margin)
    others = other_settings(points[0], axis)
    fixed = settings_words(others)
    highest, lowest = max(points, key=accuracy_of), min(points, key=accuracy_of)
    numbers: Facts = {
        "first_test_accuracy": metric_of(points[0], "test_accuracy"),
        "last_test_accuracy": metric_of(points[-1], "test_accuracy"),
        "difference": abs(means[-1] - means[0]),
        "range": max(means) - min(means),
        "highest_test_accuracy": metric_of(highest, "test_accuracy"),
        "lowest_test_accuracy": metric_of(lowest, "test_accuracy"),
        "margin": margin,
        "n_values": len(points),
    }
    details: Facts = {
        "axis": axis,
        "axis_words": setting_name(axis),
        "fixed": fixed,
        "two_values": len(points) == 2,
        "strict": len(set(means)) == len(means),
        "first": points[0].name,
        "last": points[-1].name,
        "highest": highest.name,
        "lowest": lowest.name,
        "left_out": names_of(
            configuration
            for configuration in experiment.without_result
            if axis in configuration.varied and other_settings(configuration, axis) == others
        ),
        "one_seed": most_seeds(points) == 1,
        "ends": ends.verdict,
        "unresolved_by": ends.unresolved_by,
    }
    if verdict == "saturating":
        level = uphill[plateau]
        beyond = uphill[plateau + 1 :]
        numbers |= {
            "start_test_accuracy": metric_of(uphill[0], "test_accuracy"),
            "plateau_test_accuracy": metric_of(level, "test_accuracy"),
            "change_beyond": max(abs(accuracy_of(point) - accuracy_of(level)) for point in beyond),
        }
        details |= {"start": uphill[0].name, "plateau": level.name, "beyond": names_of(beyond)}
    test, p = ends.deciding
    values = "-".join(_in_an_id(value) for value in others.values())
    return experiment.finding(
        "trend",
        verdict,
        points,
        qualifier=f"{axis}.{values}" if fixed else axis,
        numbers=numbers,
        given=("margin",),
        details=details,
        test=test and f"{test}, first against last",
        n=ends.n,
        p=p,
        interval=ends.interval,
    )


def _in_an_id(value: object) -> str:
    """Write a value without blanks: a blank separates the ids of findings that share a sentence."""
    if isinstance(value, list):
        return "-".join(map(_in_an_id, value))
    return value if isinstance(value, str) else value_words("", value).replace(" ", "-")


def _plateau(uphill: list[float], margin: float) -> int:
    """The first place after which all means stay within the margin of the mean at that place."""
    for place, level in enumerate(uphill):
        if all(abs(mean - level) <= margin for mean in uphill[place + 1 :]):
            return place
    return len(uphill) - 1


def _verdict(
    means: list[float],
    ends_apart: bool,
    steps: list[Comparison],
    plateau: int,
    margin: float,
) -> str:
    if max(means) - min(means) <= margin:
        return "flat"
    rising = means[-1] > means[0]
    signs = [(after - before) * (1 if rising else -1) for before, after in pairwise(means)]
    if not ends_apart:
        told_apart = any(step.verdict in ("better", "worse") for step in steps)
        turns = min(signs) < 0 < max(signs)
        return "none" if told_apart and turns else "not resolved"
    climb = signs[:plateau] if rising else signs[len(signs) - plateau :]
    if 0 < plateau < len(means) - 1 and min(climb) >= 0:
        return "saturating"
    word = "increasing" if rising else "decreasing"
    if min(signs) >= 0:
        return word
    back = "worse" if rising else "better"
    return "none" if any(step.verdict == back for step in steps) else f"mostly {word}"
