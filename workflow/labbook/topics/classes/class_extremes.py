"""The classes with the lowest and the highest mean of a score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Statistic
from labbook.findings.experiment import Experiment
from labbook.topics.classes.class_evaluation import ClassEvaluation


@dataclass(frozen=True)
class Extremes:
    """`lowest` and `highest` are names of classes, several if they share the place.

    `low` and `high` are the statistics of the first of each.
    """

    lowest: list[str]
    highest: list[str]
    low: Statistic
    high: Statistic

    @property
    def equal(self) -> bool:
        """Whether all classes have the same mean."""
        return _same(self.low.mean or 0.0, self.high.mean or 0.0)


def extremes(names: Sequence[str], scores: Sequence[Statistic]) -> Extremes | None:
    """Of the classes that have a mean; None if there is none."""
    known = [
        (one.mean, name, one)
        for name, one in zip(names, scores, strict=True)
        if one.mean is not None
    ]
    if not known:
        return None
    means = [mean for mean, _, _ in known]
    low = [(name, one) for mean, name, one in known if _same(mean, min(means))]
    high = [(name, one) for mean, name, one in known if _same(mean, max(means))]
    return Extremes([name for name, _ in low], [name for name, _ in high], low[0][1], high[0][1])


def _same(one: float, other: float) -> bool:
    """But for the rounding of fractions: a half is also the mean of a third and two thirds."""
    return math.isclose(one, other, rel_tol=1e-12)


def evaluated(
    experiment: Experiment, evaluation: ClassEvaluation
) -> tuple[ConfigurationSummary, list[RunSummary]]:
    """The configuration that was evaluated, and those of its runs that count."""
    return experiment.looked_at(evaluation.configuration, {run.key for run in evaluation.runs})
