"""Test how much a quantity changes within each run, over runs that differ in their seeds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import t

from labbook.artifacts.summary import RunSummary, Statistic
from labbook.metrics.confidence import CONFIDENCE, SIGNIFICANCE
from labbook.metrics.statistic import describe

TEST = "paired t-test over the runs"


@dataclass(frozen=True)
class PairedChange:
    """The mean of last minus first over the `n` runs that have both values.

    `interval` is Student's interval for the mean, `p` tests "no change", and `error` is the
    standard error; all are None below two runs.
    """

    mean: float
    n: int
    interval: tuple[float, float] | None
    p: float | None
    error: float | None = None

    @property
    def is_beyond_chance(self) -> bool:
        return self.p is not None and self.p < SIGNIFICANCE

    def p_within(self, margin: float) -> float:
        """Of "the mean changes by `margin` or more", by two one-sided tests; 1 below two runs.

        Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
        """
        distance = margin - abs(self.mean)
        if self.error is None:
            return 1.0
        if not self.error:
            return 0.0 if distance > 0 else 1.0
        return float(t.sf(distance / self.error, self.n - 1))


def paired_change(first: Statistic, last: Statistic, least_std: float = 0.0) -> PairedChange | None:
    """Student's paired t-test (Student 1908, Biometrika 6, 1-25); None if no run has both.

    `first` and `last` have a value for each run, in the same order. `least_std` is the
    smallest spread that the differences can show; it replaces a smaller one, so that runs that
    agree by chance do not look infinitely certain.
    """
    differences = describe(
        [
            None if first_value is None or last_value is None else last_value - first_value
            for first_value, last_value in zip(first.values, last.values, strict=True)
        ]
    )
    return mean_change(differences, least_std)


def change_over_runs(runs: Sequence[RunSummary], metric: str) -> PairedChange | None:
    """The mean of a change that each run has measured; None below two runs, or if one has none."""
    values = [run.metrics[metric] for run in runs]
    return None if len(values) < 2 or None in values else mean_change(describe(values))


def mean_change(differences: Statistic, least_std: float = 0.0) -> PairedChange | None:
    """The same of differences that are known, one a run; None without any."""
    if differences.mean is None:
        return None
    if differences.std is None:
        return PairedChange(differences.mean, differences.n, None, None)
    error = max(differences.std, least_std) / math.sqrt(differences.n)
    freedom = differences.n - 1
    half = float(t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    return PairedChange(
        differences.mean,
        differences.n,
        (differences.mean - half, differences.mean + half),
        _p(differences.mean, error, freedom),
        error,
    )


def _p(mean: float, error: float, freedom: int) -> float:
    if not mean:
        return 1.0
    return float(2 * t.sf(abs(mean) / error, freedom)) if error else 0.0
