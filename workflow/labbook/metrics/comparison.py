"""Compare the mean accuracy of two configurations: one test that crosses seeds and test images."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.stats import t

from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.summary import ConfigurationSummary
from labbook.metrics.best_configuration import counted_runs
from labbook.metrics.confidence import CONFIDENCE, SIGNIFICANCE
from labbook.metrics.holm import holm

DIFFERENCE_TEST = "t-test over seeds and test images"
EQUIVALENCE_TEST = "two one-sided t-tests over seeds and test images"
# Images added to those that tell two configurations apart, half of them for each side.
ADDED_IMAGES = 2

Verdict = Literal["better", "worse", "equivalent", "not resolved"]


@dataclass(frozen=True)
class CrossedDifference:
    """A difference of two mean accuracies, a fraction, with its standard error.

    `freedom` is the number of degrees of freedom of the error.
    """

    difference: float
    error: float
    freedom: float

    @property
    def p_difference(self) -> float:
        """Two-sided, of "there is no difference"."""
        return 2 * self._tail(abs(self.difference))

    def p_equivalence(self, margin: float) -> float:
        """Of "they differ by `margin` or more", the larger of two one-sided tests.

        Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
        """
        return self._tail(margin - abs(self.difference))

    def _tail(self, distance: float) -> float:
        return float(t.sf(distance / self.error, self.freedom))

    @property
    def interval(self) -> tuple[float, float]:
        half = float(t.ppf((1 + CONFIDENCE) / 2, self.freedom)) * self.error
        return self.difference - half, self.difference + half


def crossed_contrast(weights: Sequence[float], rights: Sequence[np.ndarray]) -> CrossedDifference:
    """A weighted sum of mean accuracies, for other seeds and other images; the weights add to zero.

    `rights` holds the right answers of each configuration, (n_runs, n_test) bool, of two runs or
    more. Runs are nested in configurations and crossed with the images, which all share, as readers
    and cases are in a study of medical images: Obuchowski and Rockette (1995), Communications in
    Statistics: Simulation and Computation 24, 285-308; Gallas (2006), Academic Radiology 13,
    353-362. Three mean squares make up the variance: that of the runs and that of the images each
    hold the interaction of the two, which is taken off once. No less than the larger of the two is
    left (Hillis 2007, Statistics in Medicine 26, 596-619). The degrees of freedom are from
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
    Where few images tell two configurations apart, or none, their variance would come out too
    small. As in the interval of Agresti and Min (2005), Statistics in Medicine 24, 729-740, images
    are added: one on which only the first is right and one on which only the second is.
    """
    n_test = rights[0].shape[1]
    by_image = np.zeros(n_test)
    of_runs, shared, runs_freedom = 0.0, 0.0, 0.0
    for weight, right in zip(weights, rights, strict=True):
        n_runs = len(right)
        image_means, run_means = right.mean(axis=0), right.mean(axis=1)
        by_image += weight * image_means
        part = weight**2 * float(run_means.var(ddof=1)) / n_runs
        residual = right - image_means - run_means[:, np.newaxis] + run_means.mean()
        squares = float(np.square(residual).sum()) / (n_runs - 1) / (n_test - 1)
        of_runs += part
        shared += weight**2 * squares / n_runs / n_test
        runs_freedom += part**2 / (n_runs - 1)
    added = ADDED_IMAGES * max(abs(weight) for weight in weights) ** 2
    squares = float(np.square(by_image - by_image.mean()).sum()) + added
    of_images = squares / n_test / (n_test - 1)
    total = max(of_images, of_runs, of_images + of_runs - shared)
    freedom = total**2 / (of_images**2 / (n_test - 1) + runs_freedom)
    return CrossedDifference(float(by_image.mean()), math.sqrt(total), freedom)


def crossed_difference(first: np.ndarray, second: np.ndarray) -> CrossedDifference:
    """The first mean accuracy minus the second; see `crossed_contrast`."""
    return crossed_contrast((1.0, -1.0), (first, second))


@dataclass(frozen=True)
class Comparison:
    """Mean test accuracies of a first and a second configuration.

    `difference` is the first mean minus the second, as a fraction. `p_difference` tests "no
    difference" and `p_equivalence` "they differ by the margin or more". They and the `interval` of
    the difference are None if a configuration has a single run. `n` is the smaller number of runs.
    """

    first: str
    second: str
    difference: float
    n: int
    interval: tuple[float, float] | None = None
    p_difference: float | None = None
    p_equivalence: float | None = None

    @property
    def turned(self) -> "Comparison":
        """The second configuration compared with the first."""
        interval = self.interval and (-self.interval[1], -self.interval[0])
        return replace(
            self,
            first=self.second,
            second=self.first,
            difference=-self.difference,
            interval=interval,
        )

    @property
    def verdict(self) -> Verdict:
        """What the tests say; a difference that is too small to matter is no advantage."""
        if self.p_equivalence is not None and self.p_equivalence < SIGNIFICANCE:
            return "equivalent"
        if self.p_difference is not None and self.p_difference < SIGNIFICANCE:
            return "better" if self.difference > 0 else "worse"
        return "not resolved"

    @property
    def deciding(self) -> tuple[str | None, float | None]:
        """The test that decides the verdict or leaves it open, and its p; None for one seed."""
        if self.verdict == "equivalent":
            return EQUIVALENCE_TEST, self.p_equivalence
        return (None, None) if self.p_difference is None else (DIFFERENCE_TEST, self.p_difference)


def right_of(configuration: ConfigurationSummary, answers: RightAnswers) -> np.ndarray:
    """The right answers of its runs that did not diverge, (n_runs, n_test) bool.

    Raises ValueError if there is no such run, KeyError if `answers` has no entry for one.
    """
    runs = counted_runs(configuration)
    if not runs:
        raise ValueError(f"{configuration.name} has no run to compare")
    return np.array([answers[run.key] for run in runs])


def compare(
    first: ConfigurationSummary,
    second: ConfigurationSummary,
    margin: float,
    answers: RightAnswers,
) -> Comparison:
    """Compare two configurations by their runs that did not diverge; `margin` is a fraction.

    Where the tasks differ, an image has another right answer for each, and is right or wrong all
    the same. Raises as `right_of` does.
    """
    right, other_right = right_of(first, answers), right_of(second, answers)
    n = min(len(right), len(other_right))
    if n == 1:
        difference = float(right.mean() - other_right.mean())
        return Comparison(first.name, second.name, difference, n)
    found = crossed_difference(right, other_right)
    return Comparison(
        first.name,
        second.name,
        found.difference,
        n,
        found.interval,
        found.p_difference,
        found.p_equivalence(margin),
    )


def correct_family(
    comparisons: Sequence[Comparison], n_chosen_from: int | None = None
) -> list[Comparison]:
    """The same comparisons with p-values corrected for their number, by Holm's procedure.

    The tests of difference and of equivalence are two separate families. Where all are of the best
    of `n_chosen_from` configurations, chosen by the same answers, each of them might have been the
    best; so the p-values of differences are multiplied by half their number (Bonferroni, of tests
    with one side each).
    """
    more = 1.0 if n_chosen_from is None else n_chosen_from / 2
    differences = holm([one.p_difference for one in comparisons])
    equivalences = holm([one.p_equivalence for one in comparisons])
    return [
        replace(
            comparison,
            p_difference=None if p is None else min(1.0, more * p),
            p_equivalence=p_equivalence,
        )
        for comparison, p, p_equivalence in zip(comparisons, differences, equivalences, strict=True)
    ]
